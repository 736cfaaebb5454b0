import { useState } from 'react';
import type { Sale } from '@/kernel/api/types';
import { parseNumber, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { recordReturn } from './offline';

/** What came back, line by line; the goods return to the shelf. */
export function ReturnDialog({ sale, onClose }: { sale: Sale; onClose: () => void }) {
  const [amounts, setAmounts] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const lines = sale.lines.filter((line) => line.returned < line.quantity);
  const wanted = lines
    .map((line) => ({ line, amount: parseNumber(amounts[line.id] ?? '') ?? 0 }))
    .filter(({ amount }) => amount !== 0);
  const wrong = (lineId: string, sold: number) => {
    const amount = parseNumber(amounts[lineId] ?? '');
    return amount !== null && (Number.isNaN(amount) || amount < 0 || amount > sold) ? t('sale.return_too_many') : undefined;
  };
  const invalid = lines.some((line) => wrong(line.id, line.quantity - line.returned));

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await recordReturn(sale, wanted, reason);
      toast(t('sale.returned'));
      onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t('sale.return')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={busy} disabled={invalid || !wanted.length}>
            {t('sale.return_action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="soft">{t('sale.return_text')}</p>
        <FormError error={problem} />
        {lines.map((line) => (
          <NumberField
            key={line.id}
            label={line.product_name}
            required={false}
            placeholder="0"
            suffix={t('sale.of_sold', { quantity: quantity(line.quantity - line.returned) })}
            value={amounts[line.id] ?? ''}
            error={wrong(line.id, line.quantity - line.returned)}
            onChange={(event) => setAmounts({ ...amounts, [line.id]: event.target.value })}
          />
        ))}
        <TextField label={t('sale.reason')} optional maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Dialog>
  );
}
