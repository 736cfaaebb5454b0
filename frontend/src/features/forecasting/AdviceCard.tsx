import { Link } from 'wouter';
import type { AdviceLine } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOrders } from '@/entities/order/mirror';
import { QuantityRow } from '@/entities/order/QuantityRow';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import type { Offer } from './lines';

type Props = {
  offer: Offer;
  mayOrder: boolean;
  offline: boolean;
  busy: boolean;
  onEdit: (productId: string, quantity: number | null | undefined) => void;
  onOrder: () => void;
};

/** What to order from one supplier, why, and for how much; each line can be changed or left out. */
export function AdviceCard({ offer, mayOrder, offline, busy, onEdit, onOrder }: Props) {
  const { supplier, lines, leftOut, total, known, short } = offer;
  const id = supplier.supplier_id;
  const seesCost = supplier.lines.some(({ unit_cost }) => unit_cost !== null);
  return (
    <Card
      flush
      title={supplier.supplier_name ?? t('product.no_supplier')}
      aside={supplier.lead_time_days !== null && <Pill>{t('suppliers.delivers_in', { count: Math.ceil(supplier.lead_time_days) })}</Pill>}
    >
      {offer.drafted && id && <Drafts supplierId={id} />}
      <ul className="list">
        {lines.map((line) =>
          mayOrder && id ? (
            <li key={line.advice.product_id}>
              <QuantityRow
                name={line.advice.name}
                unit={line.advice.unit}
                pack={line.advice.pack_size}
                value={line.quantity}
                detail={<Reason advice={line.advice} />}
                side={seesCost && <span className="strong num">{money(line.amount)}</span>}
                onChange={(value) => onEdit(line.advice.product_id, value)}
                onDrop={() => onEdit(line.advice.product_id, null)}
              />
            </li>
          ) : (
            <li key={line.advice.product_id}>
              <Item
                to={id ? `/products/${line.advice.product_id}/analysis` : `/products/${line.advice.product_id}/edit`}
                title={line.advice.name}
                detail={<Reason advice={line.advice} />}
                side={<strong className="num">{quantity(line.quantity, line.advice.unit)}</strong>}
              />
            </li>
          ),
        )}
      </ul>
      {leftOut.length > 0 && (
        <ul className="card-foot stack tight" aria-label={t('forecast.left_out')}>
          {leftOut.map(({ product_id, name }) => (
            <li key={product_id} className="row between">
              <span className="soft">{t('forecast.left_aside', { name })}</span>
              <Button look="plain" small icon="undo" onClick={() => onEdit(product_id, undefined)}>
                {t('forecast.put_back')}
                <span className="sr">{` ${name}`}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {id === null ? (
        <p className="card-foot soft">{t('forecast.no_supplier_text')}</p>
      ) : (
        lines.length > 0 && (
          <div className="card-foot stack" style={{ paddingBlock: 14 }}>
            {seesCost && (
              <div className="sum total" style={{ margin: 0, padding: 0, border: 0 }}>
                <span>{total === null ? t('orders.total_at_least') : t('orders.total')}</span>
                <span className="num">{money(known)}</span>
              </div>
            )}
            {seesCost && supplier.minimum_order !== null && (
              <div className="stack tight">
                <span className={short === null ? 'meter full' : 'meter'} aria-hidden="true">
                  <i style={{ width: `${Math.min(100, (known / Math.max(1, supplier.minimum_order)) * 100)}%` }} />
                </span>
                <p className={short === null ? 'soft' : 'warn'}>
                  {short === null
                    ? t('forecast.minimum_reached', { amount: money(supplier.minimum_order) })
                    : t('forecast.minimum_short', { amount: money(supplier.minimum_order), rest: money(short) })}
                </p>
              </div>
            )}
            {mayOrder && (
              <div className="row wrap">
                <Button icon="truck" busy={busy} disabled={offline} onClick={onOrder}>
                  {t('orders.order')}
                </Button>
                <ButtonLink to={`/orders/new?supplier=${id}`} look="plain" icon="plus">
                  {t('forecast.add_more')}
                </ButtonLink>
              </div>
            )}
          </div>
        )
      )}
    </Card>
  );
}

function Reason({ advice }: { advice: AdviceLine }) {
  return <span className="why">{advice.reason}</span>;
}

/** What waits to be sent already: its goods are not advised a second time. */
function Drafts({ supplierId }: { supplierId: string }) {
  const drafts = useOrders().rows.filter(({ status, supplier_id }) => status === 'draft' && supplier_id === supplierId);
  if (!drafts.length) return null;
  return (
    <p className="notice info" style={{ margin: '0 18px 10px' }}>
      <Icon name="file" />
      <span className="grow">{t('forecast.draft_waits', { count: drafts.length })}</span>
      {drafts.map((draft) => (
        <Link key={draft.id} href={`/orders/${draft.id}`}>
          {draft.number ?? t('orders.unnumbered')}
        </Link>
      ))}
    </p>
  );
}
