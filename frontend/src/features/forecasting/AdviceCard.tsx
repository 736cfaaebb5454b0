import { useState } from 'react';
import { Link } from 'wouter';
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
  /** Whether its lines are shown from the start. */
  unfolded: boolean;
  mayOrder: boolean;
  offline: boolean;
  busy: boolean;
  onEdit: (productId: string, quantity: number | null | undefined) => void;
  onOrder: () => void;
};

/** What to order from one supplier, why, and for how much; each line can be changed or left out. */
export function AdviceCard(props: Props) {
  const { supplier, lines, leftOut, drafted } = props.offer;
  const [open, setOpen] = useState(props.unfolded);
  const out = lines.filter(({ advice }) => advice.on_hand <= 0).length;
  return (
    <Card
      flush
      title={supplier.supplier_name ?? t('product.no_supplier')}
      aside={supplier.lead_time_days !== null && <Pill>{t('suppliers.delivers_in', { count: Math.max(1, Math.round(supplier.lead_time_days)) })}</Pill>}
    >
      {drafted && supplier.supplier_id && <Drafts supplierId={supplier.supplier_id} />}
      {lines.length > 0 && (
        <p className="facts-line">
          <span>{t('orders.lines', { count: lines.length })}</span>
          {out > 0 && <span className="danger strong">{t('forecast.of_them_out', { count: out })}</span>}
        </p>
      )}
      {open && <Lines {...props} />}
      {open && leftOut.length > 0 && (
        <ul className="card-foot stack tight" aria-label={t('forecast.left_out')}>
          {leftOut.map(({ product_id, name }) => (
            <li key={product_id} className="row between">
              <span className="soft">{t('forecast.left_aside', { name })}</span>
              <Button look="plain" small icon="undo" onClick={() => props.onEdit(product_id, undefined)}>
                {t('forecast.put_back')}
                <span className="sr">{` ${name}`}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {lines.length + leftOut.length > 0 && (
        <div className="card-foot">
          <Button look="plain" wide icon={open ? 'up' : 'down'} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('action.fold') : t('forecast.see_lines', { count: lines.length })}
          </Button>
        </div>
      )}
      {supplier.supplier_id === null ? <p className="card-foot soft">{t('forecast.no_supplier_text')}</p> : lines.length > 0 && <Foot {...props} />}
    </Card>
  );
}

function Lines({ offer: { supplier, lines }, mayOrder, onEdit }: Props) {
  const id = supplier.supplier_id;
  return (
    <ul className="list narrow">
      {lines.map(({ advice, quantity: wanted, amount }) => (
        <li key={advice.product_id}>
          {mayOrder && id ? (
            <QuantityRow
              name={advice.name}
              unit={advice.unit}
              pack={advice.pack_size}
              value={wanted}
              detail={<span className="why">{advice.reason}</span>}
              side={amount !== null && <span className="strong num">{money(amount)}</span>}
              onChange={(value) => onEdit(advice.product_id, value)}
              onDrop={() => onEdit(advice.product_id, null)}
            />
          ) : (
            <Item
              to={`/products/${advice.product_id}/${id ? 'analysis' : 'edit'}`}
              title={advice.name}
              detail={<span className="why">{advice.reason}</span>}
              side={<strong className="num">{quantity(wanted, advice.unit)}</strong>}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Foot({ offer: { supplier, total, known, short }, mayOrder, offline, busy, onOrder }: Props) {
  const least = supplier.minimum_order;
  const seesCost = supplier.lines.some(({ unit_cost }) => unit_cost !== null);
  if (!seesCost && !mayOrder) return null;
  return (
    <div className="card-foot stack roomy">
      {seesCost && (
        <div className="sum strong">
          <span>{total === null ? t('orders.total_at_least') : t('orders.total')}</span>
          <span className="num">{money(known)}</span>
        </div>
      )}
      {seesCost && least !== null && (
        <div className="stack tight">
          <span className={short === null ? 'meter full' : 'meter'} aria-hidden="true">
            <i style={{ width: `${Math.min(100, (known / Math.max(1, least)) * 100)}%` }} />
          </span>
          <p className={short === null ? 'soft' : 'warn'}>{short === null ? t('forecast.minimum_reached', { amount: money(least) }) : t('forecast.minimum_short', { amount: money(least), rest: money(short) })}</p>
        </div>
      )}
      {mayOrder && (
        <div className="row wrap">
          <Button icon="truck" busy={busy} disabled={offline} onClick={onOrder}>
            {t('orders.order')}
          </Button>
          <ButtonLink to={`/orders/new?supplier=${supplier.supplier_id}`} look="plain" icon="plus">
            {t('forecast.add_more')}
          </ButtonLink>
        </div>
      )}
    </div>
  );
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
