import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { currencySign, money, moneyToText, parseMoney, parseNumber, quantity, quantityToText } from '@/kernel/format';
import { exact } from '@/kernel/format/exact';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { useMirror } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import type { OrderRow } from '@/entities/order/mirror';
import { amountOf } from '@/entities/order/packs';
import type { ProductRow } from '@/entities/product/mirror';
import { ProductPicker } from '@/entities/product/ProductPicker';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { SelectField, TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { LineExpiry } from './LineExpiry';
import { recordReceipt } from './offline';
import { came, freeReceipt, receiptOf, receipts, type ReceivedLine, type Receipt } from './receipts';
import { costOf } from './suggest';

type Props = { order: { row: OrderRow; supplier: string } | null; supplierId: string | null; seesCost: boolean; onDone: () => void };

/** Goods being unpacked: what came of each product, at which cost; with an order all of its rest is written already. */
export function Receive({ order, supplierId, seesCost, onDone }: Props) {
  const key = order?.row.id ?? '';
  const kept = useStore(receipts)[key];
  const [fresh] = useState(() => (order ? receiptOf(order.row) : freeReceipt(supplierId)));
  const now = kept ?? fresh;
  const products = useMirror<ProductRow>('product').byId;
  const suppliers = useMirror<SupplierRow>('supplier');
  const [busy, setBusy] = useState(false);
  const ordered = new Map(order?.row.lines.map(([, productId, wanted, received]) => [productId, exact(wanted - received)]));

  const change = (next: Partial<Receipt>) => receipts.set((all) => ({ ...all, [key]: { ...now, ...next } }));
  const forget = () => receipts.set(({ [key]: _, ...others }) => others);
  const put = (id: string, next: Partial<ReceivedLine>) => change({ lines: now.lines.map((line) => (line.id === id ? { ...line, ...next } : line)) });
  const add = (productId: string) => {
    if (now.lines.some(({ product_id }) => product_id === productId)) return;
    change({ lines: [...now.lines, { id: newId(), product_id: productId, quantity: null, unit_cost: seesCost ? costOf(products.get(productId)) : null }] });
  };
  const lines = came(now);
  const total = lines.reduce<number | null>((sum, { quantity, unit_cost }) => (sum === null || unit_cost === null ? null : sum + amountOf(quantity, unit_cost)!), 0);

  const save = async () => {
    setBusy(true);
    const title = order?.supplier ?? suppliers.byId.get(now.supplier_id ?? '')?.name ?? t('nav.receive');
    try {
      await recordReceipt(now, { order: order?.row ?? null, title: [order?.row.number, title].filter(Boolean).join(' · '), seesCost });
      forget();
      toast(t('receive.saved'));
      onDone();
    } catch (error) {
      setBusy(false);
      toast(explain(error).title, { bad: true });
    }
  };

  return (
    <div className="stack">
      {!order && (
        <Card>
          <SelectField label={t('product.supplier')} optional value={now.supplier_id ?? ''} onChange={(event) => change({ supplier_id: event.target.value || null })}>
            <option value="">{t('product.no_supplier')}</option>
            {suppliers.rows
              .filter(({ is_active, id }) => is_active || id === now.supplier_id)
              .sort((a, b) => a.name.localeCompare(b.name))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
        </Card>
      )}
      <ProductPicker onPick={({ product_id }) => add(product_id)} />
      <Card flush title={t('receive.goods')}>
        {now.lines.length === 0 ? (
          <EmptyState icon="box" title={t('receive.empty')} text={t('receive.empty_text')} />
        ) : (
          <ul className="list">
            {now.lines.map((line) => (
              <Row
                key={line.id}
                line={line}
                product={products.get(line.product_id)}
                awaited={ordered.get(line.product_id)}
                seesCost={seesCost}
                onChange={(next) => put(line.id, next)}
                onDrop={() => change({ lines: now.lines.filter(({ id }) => id !== line.id) })}
              />
            ))}
          </ul>
        )}
      </Card>
      <Card>
        <div className="stack">
          <TextField label={t('receive.reference')} optional maxLength={200} value={now.reference} onChange={(event) => change({ reference: event.target.value })} />
          {seesCost && lines.length > 0 && total !== null && (
            <div className="sum total">
              <span>{t('orders.total')}</span>
              <span className="num">{money(total)}</span>
            </div>
          )}
          {kept && (
            <div className="row">
              <Button look="plain" icon="refresh" onClick={forget}>
                {t('orders.start_over')}
              </Button>
            </div>
          )}
        </div>
      </Card>
      <div className="sticky-foot">
        <Button wide icon="check" busy={busy} disabled={!lines.length} onClick={() => void save()}>
          {lines.length ? t('receive.confirm', { count: lines.length }) : t('receive.confirm_nothing')}
        </Button>
      </div>
    </div>
  );
}

type RowProps = {
  line: ReceivedLine;
  product: ProductRow | undefined;
  /** What an order still awaits of it; undefined when it was not ordered. */
  awaited: number | undefined;
  seesCost: boolean;
  onChange: (next: Partial<ReceivedLine>) => void;
  onDrop: () => void;
};

function Row({ line, product, awaited, seesCost, onChange, onDrop }: RowProps) {
  const [text, setText] = useState<string | null>(null);
  const [cost, setCost] = useState<string | null>(null);
  const [dated, setDated] = useState(Boolean(line.expires_on));
  const name = product?.name ?? '—';
  const wrong = text !== null && text.trim() !== '' && !(parseNumber(text)! >= 0);
  const wrongCost = cost !== null && cost.trim() !== '' && !(parseMoney(cost)! >= 0);
  const rest = awaited === undefined ? 0 : exact(awaited - (line.quantity ?? 0));
  return (
    <li className="item count-line receive-line">
      <span className="grow">
        <span className="title">{name}</span>
        <span className="soft">{awaited === undefined ? [product?.unit, t('receive.not_ordered')].filter(Boolean).join(' · ') : t('receive.awaited', { quantity: quantity(awaited, product?.unit) })}</span>
        {wrong && <span className="danger">{t('check.quantity')}</span>}
        {wrongCost && <span className="danger">{t('check.amount')}</span>}
        {!wrong && rest > 0 && <span className="warn">{t('receive.missing', { quantity: quantity(rest) })}</span>}
        {!wrong && awaited !== undefined && rest < 0 && <span className="warn">{t('receive.more', { quantity: quantity(-rest) })}</span>}
      </span>
      {!dated && <IconButton icon="calendar" label={t('expiry.add_of', { name })} onClick={() => setDated(true)} />}
      <IconButton icon="trash" label={t('orders.drop', { name })} onClick={onDrop} />
      <span className={wrong ? 'input wrong' : 'input'}>
        <input
          inputMode="decimal"
          autoComplete="off"
          aria-label={t('receive.quantity_of', { name, unit: product?.unit ?? '' })}
          aria-invalid={wrong || undefined}
          value={text ?? quantityToText(line.quantity)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setText(event.target.value);
            const typed = parseNumber(event.target.value);
            onChange({ quantity: typed === null || Number.isNaN(typed) || typed < 0 ? null : exact(typed) });
          }}
          onBlur={() => !wrong && setText(null)}
        />
        {(line.quantity ?? 0) > 0 && <Icon name="check" size={20} />}
      </span>
      {seesCost && (
        <span className={wrongCost ? 'input wrong cost' : 'input cost'}>
          <input
            inputMode="decimal"
            autoComplete="off"
            aria-label={t('receive.cost_of', { name })}
            aria-invalid={wrongCost || undefined}
            placeholder={t('stock.unit_cost')}
            value={cost ?? moneyToText(line.unit_cost)}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setCost(event.target.value);
              const typed = parseMoney(event.target.value);
              onChange({ unit_cost: typed === null || Number.isNaN(typed) || typed < 0 ? null : typed });
            }}
            onBlur={() => !wrongCost && setCost(null)}
          />
          <span className="affix">{currencySign()}</span>
        </span>
      )}
      {dated && <LineExpiry line={line} name={name} onChange={onChange} />}
    </li>
  );
}
