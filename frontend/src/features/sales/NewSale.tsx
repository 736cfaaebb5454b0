import { useEffect, useRef, useState } from 'react';
import type { PaymentMethod, StockLevel } from '@/kernel/api/types';
import { currencySign, money, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import { CreditNotice } from '@/entities/customer/CreditNotice';
import { CreditTerms } from '@/entities/customer/CreditTerms';
import { CustomerPicker } from '@/entities/customer/CustomerPicker';
import { chargedOf, noTerms } from '@/entities/customer/terms';
import { ProductPicker } from '@/entities/product/ProductPicker';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { NumberField, TextField } from '@/ui/Field';
import { EmptyState, FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { addProduct, cart, changeLine, dropLine, emptyCart, totals } from './cart';
import { CartLineRow } from './CartLineRow';
import { LastSale } from './LastSale';
import { recordSale } from './offline';
import { QuickGrid } from './QuickGrid';

const PAYMENTS: PaymentMethod[] = ['cash', 'mobile_money', 'credit', 'card'];

/** A sale as it happens at the counter: find, count, take the money. It never waits for the network. */
export function NewSale({ mayCreateCustomer }: { mayCreateCustomer: boolean }) {
  const now = useStore(cart);
  const [problem, setProblem] = useState<unknown>(null);
  const [customerError, setCustomerError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [last, setLast] = useState<string | null>(null);
  const customer = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState({ sale: now.id, discount: now.discount ? moneyToText(now.discount) : '' });
  const discount = typed.sale === now.id ? typed.discount : '';
  const setDiscount = (text: string) => setTyped({ sale: cart.get().id, discount: text });
  const { subtotal, discount: taken, total } = totals(now);
  const discountWrong = Number.isNaN(parseMoney(discount));

  // The page may have died between writing the sale down and emptying the basket: it is not taken a second time.
  const recorded = useOperations().find(({ creates }) => creates.includes(now.id));
  useEffect(() => {
    if (!recorded || busy || cart.get().fixes || !recorded.creates.includes(cart.get().id)) return;
    cart.set(emptyCart());
    toast(t('sale.saved', { total: money(recorded.label.amount) }));
  }, [recorded, busy]);

  const add = (product: StockLevel) => cart.set((before) => addProduct(before, product));
  const send = async () => {
    if (now.payment === 'credit' && !now.customer) {
      setCustomerError(t('sale.credit_needs_customer'));
      customer.current?.scrollIntoView({ block: 'center' });
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const { op_id } = await recordSale(now);
      cart.set(emptyCart());
      setDiscount('');
      setLast(op_id);
      scrollTo({ top: 0 });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div className="columns">
        <div className="stack">
          {last && now.lines.length === 0 && <LastSale opId={last} />}
          {now.fixes && (
            <p className="notice info" style={{ marginBottom: 0 }}>
              {t('sale.fixing')}
            </p>
          )}
          <Card>
            <div className="stack">
              <ProductPicker onPick={add} />
              <QuickGrid onPick={add} taken={now.lines} />
            </div>
          </Card>
          <Card flush>
            {now.lines.length === 0 ? (
              <EmptyState icon="cart" title={t('sale.empty')} text={t('sale.empty_text')} />
            ) : (
              <ul className="list">
                {now.lines.map((line) => (
                  <li key={line.id}>
                    <CartLineRow
                      line={line}
                      onChange={(change) => cart.set((before) => changeLine(before, line.id, change))}
                      onDrop={() => cart.set((before) => dropLine(before, line.id))}
                    />
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </div>
        <div className="stack">
          <Card>
            <div className="stack">
              <fieldset className="field">
                <legend className="label">{t('sale.payment')}</legend>
                <div className="row wrap" style={{ gap: 8, marginTop: 6 }}>
                  {PAYMENTS.map((method) => (
                    <label key={method} className="chip">
                      <input
                        type="radio"
                        name="payment"
                        checked={now.payment === method}
                        onChange={() => cart.set((before) => ({ ...before, payment: method }))}
                      />
                      {t(`payment.${method}`)}
                    </label>
                  ))}
                </div>
              </fieldset>
              <div ref={customer}>
                <CustomerPicker
                  chosen={now.customer}
                  mayCreate={mayCreateCustomer}
                  required={now.payment === 'credit'}
                  error={customerError}
                  onChange={(customer) => {
                    setCustomerError(undefined);
                    cart.set((before) => ({ ...before, customer: customer && { id: customer.id, name: customer.name } }));
                  }}
                />
              </div>
              {now.customer && <CreditNotice customerId={now.customer.id} charged={now.payment === 'credit' ? chargedOf(total, now.terms ?? noTerms) : 0} />}
              {now.payment === 'credit' && (
                <CreditTerms key={now.id} total={total} value={now.terms ?? noTerms} onChange={(terms) => cart.set((before) => ({ ...before, terms }))} />
              )}
              <div className="two">
                <NumberField
                  label={t('sale.discount')}
                  optional
                  suffix={currencySign()}
                  value={discount}
                  error={discountWrong ? t('check.amount') : undefined}
                  onChange={(event) => {
                    setDiscount(event.target.value);
                    const amount = parseMoney(event.target.value) ?? 0;
                    if (!Number.isNaN(amount)) cart.set((before) => ({ ...before, discount: Math.max(0, amount) }));
                  }}
                />
                <TextField
                  label={t('sale.note')}
                  optional
                  maxLength={300}
                  value={now.note}
                  onChange={(event) => cart.set((before) => ({ ...before, note: event.target.value }))}
                />
              </div>
              <div aria-live="polite">
                {taken > 0 && (
                  <>
                    <div className="sum">
                      <span>{t('sale.subtotal')}</span>
                      <span className="num">{money(subtotal)}</span>
                    </div>
                    <div className="sum">
                      <span>{t('sale.discount')}</span>
                      <span className="num">{money(-taken)}</span>
                    </div>
                  </>
                )}
                <div className="sum total">
                  <span>{t('sale.total')}</span>
                  <span className="num">{money(total)}</span>
                </div>
              </div>
            </div>
          </Card>
        </div>
      </div>
      {now.lines.length > 0 && (
        <div className="sticky-foot">
          <FormError error={problem} />
          <div className="row">
            <Button
              look="bad-plain"
              onClick={() => {
                cart.set(emptyCart());
                setDiscount('');
              }}
            >
              {t('sale.clear')}
            </Button>
            <span className="grow">
              <Button wide icon="check" busy={busy} disabled={discountWrong} onClick={() => void send()}>
                {t('sale.take', { total: money(total) })}
              </Button>
            </span>
          </div>
        </div>
      )}
    </>
  );
}
