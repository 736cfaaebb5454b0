import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { Button } from '@/ui/Button';
import { toast } from '@/ui/Toast';

type Props = { product: { id: string; name: string; unit: string }; count?: number; onDone?: () => void };

/** One tap when somebody asked for what was not there: the fill rate is then measured, not guessed. */
export function MissedSaleButton({ product, count = 1, onDone }: Props) {
  const client = useQueryClient();
  const record = useMutation<unknown>({
    mutationFn: () => take(api.POST('/api/v1/missed-sales', { body: { id: newId(), product_id: product.id, quantity: count } })),
    onSuccess: () => {
      toast(t('missed.saved', { quantity: quantity(count, product.unit), name: product.name }));
      void client.invalidateQueries({ queryKey: ['overview'] });
      onDone?.();
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  return (
    <Button look="second" small icon="alert" busy={record.isPending} onClick={() => record.mutate()}>
      {t('missed.record')}
    </Button>
  );
}
