import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { useProfile } from '@/kernel/auth/session';
import { money, quantity, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { draft, useMirror } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import { onOrder, useOrders } from '@/entities/order/mirror';
import { amountOf } from '@/entities/order/packs';
import { QuantityRow } from '@/entities/order/QuantityRow';
import { ProductPicker } from '@/entities/product/ProductPicker';
import { statusOf, type ProductRow } from '@/entities/product/mirror';
import { StatusPill } from '@/entities/product/status';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { TextArea, TextField } from '@/ui/Field';
import { EmptyState, SkeletonList } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { chatUrl, compose } from './message';
import { createOrder, sendOrder } from './offline';
import { leadTimeQuery } from './queries';
import { costOf, type SuggestedLine } from './suggest';
import { useAdvised } from './useAdvised';

/** `lines` null: nothing was changed in what is advised. */
type Begun = { id: string; lines: SuggestedLine[] | null; expected_on: string | null; note: string };
const begun = draft<Record<string, Begun>>('orders', () => ({}));

type Props = { supplier: SupplierRow; seesCost: boolean; onSaved: (id: string) => void };

/** What to order from one supplier: what the forecast advises is there already, in whole packs. */
export function NewOrder({ supplier, seesCost, onSaved }: Props) {
  const { tenant } = useProfile();
  const products = useMirror<ProductRow>('product');
  const orders = useOrders();
  const kept = useStore(begun)[supplier.id];
  const [fresh] = useState<Begun>(() => ({ id: newId(), lines: null, expected_on: null, note: '' }));
  const now = kept ?? fresh;
  const advised = useAdvised();
  const time = useQuery(leadTimeQuery(supplier.id)).data;
  const [busy, setBusy] = useState(false);

  const awaited = useMemo(() => onOrder(orders.rows), [orders.rows]);
  const offered = advised.bySupplier.get(supplier.id) ?? [];
  const reasons = new Map(offered.map(({ product_id, reason }) => [product_id, reason]));
  const lines: readonly SuggestedLine[] = now.lines ?? offered.map(({ product_id, quantity }) => ({ product_id, quantity }));
  const days = Math.ceil(time?.days ?? supplier.lead_time_days);
  const expected_on = now.expected_on ?? tenantDay(days);

  const change = (next: Partial<Begun>) => begun.set((all) => ({ ...all, [supplier.id]: { ...now, ...next } }));
  const forget = () => begun.set(({ [supplier.id]: _, ...others }) => others);
  const put = (productId: string, value: number | null) =>
    change({ lines: value === null ? lines.filter(({ product_id }) => product_id !== productId) : lines.map((line) => (line.product_id === productId ? { ...line, quantity: value } : line)) });
  const add = (productId: string) => {
    if (lines.some(({ product_id }) => product_id === productId)) return;
    change({ lines: [...lines, { product_id: productId, quantity: products.byId.get(productId)?.pack_size ?? 1 }] });
  };

  const amounts = lines.map(({ product_id, quantity }) => amountOf(quantity, costOf(products.byId.get(product_id))));
  const known = amounts.filter((amount) => amount !== null);
  const total = known.reduce((sum, amount) => sum + amount, 0);
  const complete = known.length === amounts.length;

  const save = async (send: boolean) => {
    setBusy(true);
    try {
      const order = await createOrder({
        id: now.id,
        supplier,
        lines: lines.map((line) => ({ ...line, unit_cost: seesCost ? costOf(products.byId.get(line.product_id)) : null })),
        expected_on,
        note: now.note.trim() || null,
        total: seesCost && complete ? total : null,
      });
      forget();
      if (send) {
        await sendOrder(order, supplier.name, 'whatsapp', days);
        const text = compose(
          {
            shop: tenant.name,
            supplier: supplier.name,
            number: null,
            day: tenantDay(),
            expected_on,
            note: order.note ?? null,
            lines: lines.flatMap(({ product_id, quantity }) => {
              const product = products.byId.get(product_id);
              return product ? [{ name: product.name, unit: product.unit, pack_size: product.pack_size, quantity }] : [];
            }),
          },
          tenant.language,
        );
        open(chatUrl(supplier.phone, text), '_blank', 'noopener');
      }
      toast(t('orders.saved'));
      onSaved(order.id);
    } catch (error) {
      setBusy(false);
      toast(explain(error).title, { bad: true });
    }
  };

  if (products.loading || (advised.loading && !now.lines)) return <SkeletonList />;
  return (
    <div className="stack">
      <Card flush title={t('orders.suggested')}>
        {lines.length === 0 ? (
          <EmptyState icon="check" title={t('orders.nothing_short')} text={t('orders.nothing_short_text')} />
        ) : (
          <ul className="list">
            {lines.map(({ product_id, quantity: value }, index) => {
              const product = products.byId.get(product_id);
              const coming = awaited.get(product_id);
              return (
                <li key={product_id}>
                  <QuantityRow
                    name={product?.name ?? '—'}
                    unit={product?.unit ?? ''}
                    pack={product?.pack_size ?? 1}
                    value={value}
                    onChange={(next) => put(product_id, next)}
                    onDrop={() => put(product_id, null)}
                    detail={
                      product && (
                        <>
                          <StatusPill status={statusOf(product)} />{' '}
                          {[
                            t('stock.now', { quantity: quantity(product.on_hand, product.unit) }),
                            product.min_stock !== null && t('product.minimum_of', { quantity: quantity(product.min_stock) }),
                            coming && t('orders.coming', { quantity: quantity(coming) }),
                          ]
                            .filter(Boolean)
                            .join(' · ')}
                          {reasons.get(product_id) && <span className="why">{reasons.get(product_id)}</span>}
                        </>
                      )
                    }
                    side={seesCost && <span className="strong num">{money(amounts[index])}</span>}
                  />
                </li>
              );
            })}
          </ul>
        )}
      </Card>
      <Card>
        <div className="stack">
          <ProductPicker onPick={({ product_id }) => add(product_id)} />
          <TextField label={t('orders.wanted_on')} type="date" min={tenantDay()} value={expected_on} onChange={(event) => change({ expected_on: event.target.value || null })} hint={t('suppliers.delivers_in', { count: days })} />
          <TextArea label={t('field.note')} optional maxLength={1000} hint={t('orders.note_hint')} value={now.note} onChange={(event) => change({ note: event.target.value })} />
          {seesCost && lines.length > 0 && (
            <div className="sum total">
              <span>{complete ? t('orders.total') : t('orders.total_at_least')}</span>
              <span className="num">{money(total)}</span>
            </div>
          )}
          {seesCost && complete && lines.length > 0 && supplier.minimum_order !== null && total < supplier.minimum_order && (
            <p className="notice" style={{ marginBottom: 0 }}>
              {t('orders.below_minimum', { amount: money(supplier.minimum_order) })}
            </p>
          )}
          {now.lines && (
            <div className="row">
              <Button look="plain" icon="refresh" onClick={forget}>
                {t('orders.start_over')}
              </Button>
            </div>
          )}
        </div>
      </Card>
      <div className="sticky-foot row">
        <Button look="second" disabled={!lines.length} onClick={() => void save(false)}>
          {t('action.save')}
        </Button>
        <span className="grow">
          <Button wide icon="share" busy={busy} disabled={!lines.length} onClick={() => void save(true)}>
            {t('orders.send_whatsapp')}
          </Button>
        </span>
      </div>
    </div>
  );
}
