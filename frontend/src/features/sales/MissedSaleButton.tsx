import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { toast } from '@/ui/Toast';
import { recordMissedSale } from './offline';

type Props = { product: { id: string; name: string; unit: string }; count?: number; onDone?: () => void };

/** One tap when somebody asked for what was not there: the fill rate is then measured, not guessed. */
export function MissedSaleButton({ product, count = 1, onDone }: Props) {
  const [busy, setBusy] = useState(false);
  const record = async () => {
    setBusy(true);
    try {
      await recordMissedSale(product, count);
      toast(t('missed.saved', { quantity: quantity(count, product.unit), name: product.name }));
      onDone?.();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button look="second" small icon="alert" busy={busy} onClick={() => void record()}>
      {t('missed.record')}
    </Button>
  );
}
