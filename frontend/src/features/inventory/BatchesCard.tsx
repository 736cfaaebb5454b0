import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { day, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { nearness } from '@/entities/product/expiry';
import { useLevel } from '@/entities/product/mirror';
import { Card, Pill } from '@/ui/Card';
import { Item } from '@/ui/List';
import { BatchDialog } from './BatchDialog';
import { shownBatches, type ShownBatch } from './batches';
import { batchesQuery } from './queries';

type Props = { product: { id: string; name: string; unit: string }; mayWrite: boolean };

/** The dates of what is on the shelf, the soonest first. Not there at all for goods that do not expire. */
export function BatchesCard({ product, mayWrite }: Props) {
  const query = useQuery(batchesQuery(product.id));
  const { level } = useLevel(product.id);
  const batches = shownBatches({ kept: query.data?.items ?? [], at: query.dataUpdatedAt, productId: product.id, onHand: level?.on_hand }, useOperations());
  const [chosen, setChosen] = useState<ShownBatch | null>(null);
  if (!batches.length) return null;
  return (
    <Card flush title={t('expiry.title')}>
      <ul className="list">
        {batches.map((batch) => {
          const { tone, text } = nearness(batch.expires_on);
          return (
            <li key={batch.id}>
              <Item
                title={day(batch.expires_on, 'day')}
                detail={[batch.lot && t('expiry.lot_is', { lot: batch.lot }), !batch.sent && t('expiry.unsent')].filter(Boolean).join(' · ') || undefined}
                side={
                  <>
                    <strong className="num">{quantity(batch.left, product.unit)}</strong>
                    {text && <Pill tone={tone}>{text}</Pill>}
                  </>
                }
                onClick={mayWrite && batch.sent ? () => setChosen(batch) : undefined}
              />
            </li>
          );
        })}
      </ul>
      {chosen && <BatchDialog product={product} batch={chosen} onClose={() => setChosen(null)} />}
    </Card>
  );
}
