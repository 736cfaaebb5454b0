import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import { useConnection } from '@/kernel/connection';
import { date, day, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOpenOperations } from '@/kernel/offline';
import { isAwaited, isUnfinished } from '@/entities/order/mirror';
import { amountOf, packsIn } from '@/entities/order/packs';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { Item } from '@/ui/List';
import { toast } from '@/ui/Toast';
import { savePdf } from './pdf';
import { SendCard } from './SendCard';
import { OrderPill } from './status';
import type { KnownOrder, OrderLine } from './useOrder';

type Props = { order: KnownOrder; mayWrite: boolean; mayReceive: boolean; seesCost: boolean; onGone: () => void };

/** One order: its state, what was ordered and what came, and what can be done with it. */
export function OrderView({ order, mayWrite, mayReceive, seesCost, onGone }: Props) {
  const { row, supplier, lines, madeHere, cancelReason } = order;
  const unsent = useOpenOperations(row.id).length > 0;
  const amounts = lines.map((line) => amountOf(line.quantity, line.unit_cost));
  const total = amounts.includes(null) ? null : amounts.reduce<number>((sum, amount) => sum + amount!, 0);
  return (
    <div className="columns">
      <div className="stack">
        {unsent && <p className="notice info" style={{ marginBottom: 0 }}>{t('orders.on_phone')}</p>}
        {row.status === 'draft' && <SendCard order={order} mayWrite={mayWrite} />}
        <Card flush title={t('orders.ordered')} aside={<OrderPill order={row} />}>
          <ul className="list">
            {lines.map((line, index) => (
              <li key={line.id}>
                <Item to={`/products/${line.product_id}`} title={line.name} detail={<Line line={line} awaited={row.status !== 'draft'} />} side={seesCost && <span className="num">{money(amounts[index])}</span>} />
              </li>
            ))}
          </ul>
          {seesCost && total !== null && (
            <div className="sum total" style={{ padding: '10px 18px 16px' }}>
              <span>{t('orders.total')}</span>
              <span className="num">{money(total)}</span>
            </div>
          )}
        </Card>
        {mayReceive && (isAwaited(row) || row.status === 'draft') && (
          <div className="row wrap">
            <ButtonLink to={`/receive?order=${row.id}`} icon="download" look={row.status === 'draft' ? 'second' : undefined}>
              {t('orders.receive')}
            </ButtonLink>
          </div>
        )}
      </div>
      <div className="stack">
        <Card title={t('orders.facts')}>
          <dl className="facts">
            <div>
              <dt>{t('product.supplier')}</dt>
              <dd>{supplier}</dd>
            </div>
            {row.sent_at && (
              <div>
                <dt>{t('orders.sent_at')}</dt>
                <dd>{date(row.sent_at, 'moment')}</dd>
              </div>
            )}
            {row.expected_on && (
              <div>
                <dt>{t('orders.wanted_on')}</dt>
                <dd>{day(row.expected_on, 'weekday')}</dd>
              </div>
            )}
            {cancelReason && (
              <div>
                <dt>{t('orders.cancel_reason')}</dt>
                <dd>{cancelReason}</dd>
              </div>
            )}
          </dl>
          {row.note && <p>{row.note}</p>}
        </Card>
        {row.status !== 'draft' && row.status !== 'cancelled' && <SendCard order={order} mayWrite={mayWrite} />}
        {!madeHere && <Server order={order} mayWrite={mayWrite} onGone={onGone} />}
      </div>
    </div>
  );
}

function Line({ line, awaited }: { line: OrderLine; awaited: boolean }) {
  const packs = packsIn(line.quantity, line.pack_size);
  const rest = line.quantity - line.received;
  return (
    <>
      {quantity(line.quantity, line.unit)}
      {packs !== null && ` (${quantity(packs)} × ${quantity(line.pack_size)})`}
      {awaited && line.received > 0 && (
        <span className={rest > 0 ? 'warn' : 'ok'}>{` · ${rest > 0 ? t('orders.came_of', { quantity: quantity(line.received), rest: quantity(rest) }) : t('orders.all_came')}`}</span>
      )}
    </>
  );
}

/** What only the server can do: the paper, giving a draft up, awaiting no more. */
function Server({ order: { row, supplier }, mayWrite, onGone }: { order: KnownOrder; mayWrite: boolean; onGone: () => void }) {
  const client = useQueryClient();
  const { state } = useConnection();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState('');
  const isDraft = row.status === 'draft';
  const run = async (work: () => Promise<unknown>, after?: () => void) => {
    setBusy(true);
    try {
      await work();
      after?.();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const end = () =>
    run(
      () => take(isDraft ? plain('DELETE', `/api/v1/purchase-orders/${row.id}`) : plain('POST', `/api/v1/purchase-orders/${row.id}/cancel`, { body: { reason: reason.trim() || null } })),
      () => {
        setAsking(false);
        void client.invalidateQueries({ queryKey: ['orders'] });
        toast(isDraft ? t('orders.deleted') : t('orders.cancelled'));
        if (isDraft) onGone();
      },
    );
  const offline = state === 'offline';
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Button look="second" icon="file" busy={busy} disabled={offline} onClick={() => void run(() => savePdf(row.id, `${row.number ?? 'BC'} ${supplier}`))}>
          {t('orders.pdf')}
        </Button>
        {mayWrite && isUnfinished(row) && (
          <Button look="bad-plain" icon="trash" disabled={offline} onClick={() => setAsking(true)}>
            {isDraft ? t('orders.delete') : t('orders.cancel')}
          </Button>
        )}
      </div>
      {offline && <p className="soft">{t('orders.needs_network')}</p>}
      {asking && (
        <Confirm
          title={isDraft ? t('orders.delete') : t('orders.cancel')}
          text={isDraft ? t('orders.delete_text') : t('orders.cancel_text')}
          action={isDraft ? t('orders.delete') : t('orders.cancel')}
          busy={busy}
          onConfirm={() => void end()}
          onClose={() => setAsking(false)}
        >
          {!isDraft && <TextField label={t('orders.cancel_reason')} optional maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Confirm>
      )}
    </div>
  );
}
