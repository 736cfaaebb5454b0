import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Predictions } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { predictionsQuery, useStillToOrder } from '@/entities/order/advice';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { AdviceCard } from './AdviceCard';
import { offerOf, wantedOf, type Edits } from './lines';
import { useOrdering } from './ordering';
import { ReliabilityCard } from './Reliability';
import { TimeLine } from './TimeLine';

/** The first supplier's lines are open unless they are so many that the others would be out of sight. */
const UNFOLDED = 5;

type Props = { mayOrder: boolean; onOrdered: (id: string) => void };

/** What runs out when, what to order from whom, and how far all this can be relied upon. */
export function PredictionsBoard({ mayOrder, onOrdered }: Props) {
  const query = useQuery(predictionsQuery());
  return (
    <Loaded query={query} skeleton={<Outline />}>
      {(predictions) => (
        <div className="stack">
          <div className="columns even">
            <div className="stack">
              <TimeLine predictions={predictions} />
              <ReliabilityCard predictions={predictions} />
            </div>
            <Advice predictions={predictions} askedAt={query.dataUpdatedAt} mayOrder={mayOrder} onOrdered={onOrdered} />
          </div>
          <p className="freshness">{t('overview.as_of', { when: date(predictions.as_of, 'full') })}</p>
        </div>
      )}
    </Loaded>
  );
}

function Advice({ predictions, askedAt, mayOrder, onOrdered }: Props & { predictions: Predictions; askedAt: number }) {
  const [edits, setEdits] = useState<Edits>({});
  const still = useStillToOrder(askedAt);
  const offline = useConnection().state === 'offline';
  const { order, busy, drafts } = useOrdering(onOrdered);
  const offers = predictions.advice.map((supplier) => offerOf(supplier, edits, still)).filter(({ lines, leftOut, drafted }) => lines.length || leftOut.length || (drafted && mayOrder));
  const ready = offers.filter(({ supplier, lines }) => supplier.supplier_id !== null && lines.length > 0);
  const edit = (productId: string, quantity: number | null | undefined) =>
    setEdits(({ [productId]: _, ...others }) => (quantity === undefined ? others : { ...others, [productId]: quantity }));
  return (
    <section className="stack" aria-label={t('forecast.to_order')}>
      <div className="row wrap between">
        <h2>{t('forecast.to_order')}</h2>
        {mayOrder && ready.length > 1 && (
          <Button look="second" icon="truck" busy={busy === 'all'} disabled={offline} onClick={() => order(ready.flatMap(({ lines }) => wantedOf(lines)), 'all')}>
            {t('forecast.order_all', { count: ready.length })}
          </Button>
        )}
      </div>
      {mayOrder && offline && ready.length > 0 && <p className="soft">{t('forecast.order_offline')}</p>}
      {offers.length === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('orders.nothing_to_order')} text={t('orders.nothing_to_order_text')} />
        </Card>
      ) : (
        offers.map((offer, index) => {
          const key = offer.supplier.supplier_id ?? 'none';
          return <AdviceCard key={key} offer={offer} unfolded={index === 0 && offer.lines.length <= UNFOLDED} mayOrder={mayOrder} offline={offline} busy={busy === key} onEdit={edit} onOrder={() => order(wantedOf(offer.lines), key)} />;
        })
      )}
      {drafts}
    </section>
  );
}

function Outline() {
  return (
    <div className="columns even" role="status" aria-label={t('state.loading')}>
      <Skeleton height={420} />
      <Skeleton height={420} />
    </div>
  );
}
