import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { currencySign, money, moneyToText, parseMoney, percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Basket } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { useMirror } from '@/kernel/offline';
import { inDrafts } from '@/entities/order/advice';
import { useOrders } from '@/entities/order/mirror';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { NumberField, SelectField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, SkeletonList } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { DAYS, isTaken, round2, spentOn, type Ticks } from './basket';
import { useOrdering } from './ordering';
import { basketQuery, type BasketWanted } from './reads';

type Props = { wanted: BasketWanted | null; mayOrder: boolean; onAsk: (wanted: BasketWanted) => void; onOrdered: (id: string) => void };

/** "I have 300,000 F": what to buy with it, so that as little as possible is lost. */
export function BasketBoard({ wanted, mayOrder, onAsk, onOrdered }: Props) {
  return (
    <div className="stack">
      <Ask wanted={wanted} onAsk={onAsk} />
      {wanted && <Answer key={JSON.stringify(wanted)} wanted={wanted} mayOrder={mayOrder} onOrdered={onOrdered} />}
    </div>
  );
}

function Ask({ wanted, onAsk }: Pick<Props, 'wanted' | 'onAsk'>) {
  const suppliers = useMirror<SupplierRow>('supplier').rows.filter(({ is_active }) => is_active);
  const form = useForm({ budget: moneyToText(wanted?.budget), supplier: wanted?.supplier ?? '', days: String(wanted?.days ?? 15) }, ({ budget }) => {
    const amount = parseMoney(budget);
    return { budget: amount !== null && amount > 0 ? undefined : t('check.amount') };
  });
  const ask = () =>
    void form.submit(({ budget, supplier, days }) => Promise.resolve(onAsk({ budget: parseMoney(budget)!, supplier: supplier || null, days: Number(days) })));
  return (
    <Card>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <p className="soft">{t('basket.text')}</p>
        <div className="filters">
          <NumberField label={t('basket.budget')} suffix={currencySign()} placeholder="300 000" {...form.bind('budget')} />
          <SelectField label={t('basket.supplier')} {...form.bind('supplier')}>
            <option value="">{t('basket.all_suppliers')}</option>
            {suppliers
              .sort((a, b) => a.name.localeCompare(b.name))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
          <SelectField label={t('basket.days')} {...form.bind('days')}>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {t('suppliers.days', { count: Number(days) })}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="row">
          <Button type="submit" icon="cash">
            {t('basket.ask')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Answer({ wanted, mayOrder, onOrdered }: { wanted: BasketWanted; mayOrder: boolean; onOrdered: (id: string) => void }) {
  const query = useQuery(basketQuery(wanted));
  return (
    <Loaded query={query} skeleton={<SkeletonList />}>
      {(basket) =>
        basket.lines.length === 0 ? (
          <Card>
            <EmptyState icon="check" title={t('basket.nothing')} text={t(basket.left_out > 0 ? 'basket.nothing_fits' : 'basket.nothing_text', { count: basket.left_out })} />
          </Card>
        ) : (
          <Found basket={basket} mayOrder={mayOrder} onOrdered={onOrdered} />
        )
      }
    </Loaded>
  );
}

function Found({ basket, mayOrder, onOrdered }: { basket: Basket; mayOrder: boolean; onOrdered: (id: string) => void }) {
  const [ticks, setTicks] = useState<Ticks>({});
  const drafted = inDrafts(useOrders().rows);
  const offline = useConnection().state === 'offline';
  const { order, busy, drafts } = useOrdering(onOrdered);
  const chosen = basket.lines.filter((line) => isTaken(line, ticks, drafted));
  const without = basket.lines.filter(({ supplier_id }) => supplier_id === null).length;
  const most = Math.max(...basket.lines.map(({ per_franc }) => per_franc));
  return (
    <>
      <section className="hero" aria-label={t('basket.protects')}>
        <h2 className="name">{t('basket.protects')}</h2>
        <div className="value">{money(basket.protects)}</div>
        <p className="note">
          {t('basket.of_everything', { amount: money(basket.everything), share: percent(basket.everything > 0 ? basket.protects / basket.everything : 1, 0) })}
        </p>
        <div className="periods">
          <div>
            <span className="note">{t('basket.spent')}</span>
            <strong>{money(basket.spent)}</strong>
          </div>
          <div>
            <span className="note">{t('basket.rest')}</span>
            <strong>{money(basket.budget - basket.spent)}</strong>
          </div>
        </div>
      </section>
      <Card flush title={t('basket.lines')} aside={<span className="soft">{t('orders.lines', { count: basket.lines.length })}</span>}>
        <ul className="list">
          {basket.lines.map((line) => (
            <li key={line.product_id} className="item">
              {mayOrder && (
                <label className="tick">
                  <input
                    type="checkbox"
                    disabled={line.supplier_id === null}
                    checked={isTaken(line, ticks, drafted)}
                    aria-label={t('basket.take', { name: line.name })}
                    onChange={(event) => setTicks({ ...ticks, [line.product_id]: event.target.checked })}
                  />
                </label>
              )}
              <span className="grow">
                <span className="title">{line.name}</span>
                <span className="row between strong num">
                  <span>{quantity(line.quantity, line.unit)}</span>
                  <span>{money(line.amount)}</span>
                </span>
                <span className="why soft">{line.reason}</span>
                <span className="soft">{line.supplier_name ?? t('product.no_supplier')}</span>
                {drafted.has(line.product_id) && <span className="warn">{t('basket.in_draft', { quantity: quantity(drafted.get(line.product_id), line.unit) })}</span>}
                <span className="hbar" aria-hidden="true">
                  <i style={{ width: `${(line.per_franc / most) * 100}%` }} />
                </span>
                <span>{t('basket.per_franc', { protects: money(line.protects), ratio: quantity(round2(line.per_franc)), sign: currencySign() })}</span>
              </span>
            </li>
          ))}
        </ul>
        {(basket.left_out > 0 || without > 0) && (
          <div className="card-foot stack tight roomy">
            {basket.left_out > 0 && <p>{t('basket.left_out', { count: basket.left_out })}</p>}
            {without > 0 && <p>{t('orders.without_supplier', { count: without })}</p>}
          </div>
        )}
      </Card>
      {mayOrder && (
        <div className="sticky-foot">
          {offline && <p className="soft">{t('forecast.order_offline')}</p>}
          <Button
            wide
            icon="truck"
            busy={busy !== null}
            disabled={offline || !chosen.length}
            onClick={() => order(chosen.map(({ product_id, quantity: count }) => ({ product_id, quantity: count })), 'basket')}
          >
            {t('basket.order', { amount: money(spentOn(chosen)) })}
          </Button>
        </div>
      )}
      {drafts}
    </>
  );
}
