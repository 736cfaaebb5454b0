import { useMemo, useState } from 'react';
import { Problem } from '@/kernel/api/problem';
import type { Product } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney, parseNumber, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirror, type Operation } from '@/kernel/offline';
import { knownBy, sameCode } from '@/entities/product/lookup';
import type { ProductRow } from '@/entities/product/mirror';
import { ScanCode } from '@/entities/product/scanner/ScanButton';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, NumberField, SelectField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { CategoryPicker } from './CategoryPicker';
import { changedFields, correctProduct, createProduct, editProduct, type ProductEdit, type ProductFields } from './offline';

const UNITS = ['pièce', 'kg', 'g', 'L', 'sac', 'carton', 'boîte', 'paquet', 'm'];

type Known = Product & Partial<Pick<ProductRow, 'shelf' | 'alerts'>>;
type Props = {
  product?: Known;
  /** The operation that the server refused, to be sent again as it is written here. */
  corrects?: Operation;
  seesCost: boolean;
  onSaved: (id: string) => void;
  onCancel: () => void;
};

const wrongMoney = (text: string, needed = false) => {
  const value = parseMoney(text);
  if (value === null) return needed ? t('check.required') : undefined;
  return Number.isNaN(value) || value < 0 ? t('check.amount') : undefined;
};
const wrongQuantity = (text: string, above = -1) => {
  const value = parseNumber(text);
  return value !== null && (Number.isNaN(value) || value <= above) ? t('check.quantity') : undefined;
};

const shelfNames = (rows: readonly ProductRow[]) => [...new Set(rows.flatMap(({ shelf }) => shelf ?? []))].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));

/** Makes a product, or edits it: written down on this device, with what was changed alone and the version seen. */
export function ProductForm({ product, corrects, seesCost, onSaved, onCancel }: Props) {
  const suppliers = useMirror<SupplierRow>('supplier').rows;
  const { rows } = useMirror<ProductRow>('product');
  const ownId = product?.id ?? (typeof corrects?.payload.id === 'string' ? corrects.payload.id : undefined);
  const shelves = useMemo(() => shelfNames(rows), [rows]);
  // What the person began with, whatever arrives while the form is open.
  const [seen] = useState(() => (corrects ? ({ ...product, ...corrects.payload } as Known) : product));
  const editing = corrects ? corrects.type === 'product.edit' : seen !== undefined;
  const form = useForm(
    {
      name: seen?.name ?? '',
      code: seen?.code ?? '',
      category_id: seen?.category_id ?? '',
      supplier_id: seen?.supplier_id ?? '',
      unit: seen?.unit ?? 'pièce',
      sale_price: moneyToText(seen?.sale_price),
      purchase_price: moneyToText(seen?.purchase_price),
      min_stock: quantityToText(seen?.min_stock),
      max_stock: quantityToText(seen?.max_stock),
      pack_size: quantityToText(seen?.pack_size ?? 1),
      barcode: seen?.barcode ?? '',
      description: seen?.description ?? '',
      shelf: seen?.shelf ?? '',
      alerts: seen?.alerts ?? true,
    },
    (values) => ({
      name: values.name.trim() ? undefined : t('check.required'),
      unit: values.unit.trim() ? undefined : t('check.required'),
      sale_price: wrongMoney(values.sale_price, true),
      purchase_price: wrongMoney(values.purchase_price),
      min_stock: wrongQuantity(values.min_stock),
      max_stock: wrongQuantity(values.max_stock),
      pack_size: wrongQuantity(values.pack_size, 0),
    }),
    corrects?.last_error ? new Problem(corrects.last_error.status, { ...corrects.last_error }) : null,
  );

  const typed = form.values.barcode.trim();
  const other = typed ? knownBy(typed) : undefined;
  const carrier = other && sameCode(other.barcode, typed) && other.id !== ownId ? other : undefined;

  const send = async () => {
    let saved = ownId;
    const done = await form.submit(async (values) => {
      const fields: ProductFields = {
        name: values.name.trim(),
        category_id: values.category_id || null,
        supplier_id: values.supplier_id || null,
        unit: values.unit.trim(),
        sale_price: parseMoney(values.sale_price) ?? 0,
        min_stock: parseNumber(values.min_stock),
        max_stock: parseNumber(values.max_stock),
        pack_size: parseNumber(values.pack_size) ?? 1,
        barcode: values.barcode.trim() || null,
        description: values.description.trim() || null,
        shelf: values.shelf.trim() || null,
        alerts: values.alerts,
        // Left out, the server makes the next free code.
        ...(values.code.trim() ? { code: values.code.trim() } : {}),
        ...(seesCost ? { purchase_price: parseMoney(values.purchase_price) } : {}),
      };
      if (!seen) saved = await createProduct(fields);
      else {
        const edit = changedFields<ProductEdit>(seen, fields);
        if (corrects) await correctProduct(corrects, edit);
        else if (Object.keys(edit).length) await editProduct(seen, edit);
      }
    });
    if (done && saved) onSaved(saved);
  };

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormError error={form.problem} />
      <div className="columns">
        <Card>
          <div className="stack">
            <TextField label={t('product.name')} maxLength={200} autoFocus={!product && !corrects} {...form.bind('name')} />
            <div className="two">
              <NumberField label={t('product.sale_price')} suffix={currencySign()} {...form.bind('sale_price')} />
              {seesCost && <NumberField label={t('product.purchase_price')} optional suffix={currencySign()} {...form.bind('purchase_price')} />}
            </div>
            <div className="two">
              <TextField label={t('product.unit')} list="units" {...form.bind('unit')} />
              <NumberField label={t('product.min_stock')} optional hint={t('product.min_stock_hint')} {...form.bind('min_stock')} />
            </div>
            <datalist id="units">
              {UNITS.map((unit) => (
                <option key={unit} value={unit} />
              ))}
            </datalist>
            <CategoryPicker value={form.values.category_id} onChange={(id) => form.set('category_id', id)} />
            <TextField label={t('product.shelf')} optional list="shelves" maxLength={60} hint={t('product.shelf_hint')} {...form.bind('shelf')} />
            <datalist id="shelves">
              {shelves.map((shelf) => (
                <option key={shelf} value={shelf} />
              ))}
            </datalist>
          </div>
        </Card>
        <Card title={t('product.more')}>
          <div className="stack">
            <TextField label={t('product.code')} optional={!editing} hint={editing ? undefined : t('product.code_hint')} maxLength={60} {...form.bind('code')} />
            <SelectField label={t('product.supplier')} {...form.bind('supplier_id')}>
              <option value="">{t('product.no_supplier')}</option>
              {suppliers
                .filter(({ is_active, id }) => is_active || id === form.values.supplier_id)
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </SelectField>
            <div className="two">
              <NumberField label={t('product.max_stock')} optional {...form.bind('max_stock')} />
              <NumberField label={t('product.pack_size')} hint={t('product.pack_hint')} {...form.bind('pack_size')} />
            </div>
            <div className="with-scan">
              <TextField label={t('product.barcode')} optional inputMode="numeric" hint={carrier ? t('scan.taken', { name: carrier.name }) : undefined} {...form.bind('barcode')} />
              <ScanCode onCode={(code) => form.set('barcode', code)} />
            </div>
            <Check label={t('product.alerts')} hint={t('product.alerts_hint')} checked={form.values.alerts} onChange={(event) => form.set('alerts', event.target.checked)} />
            <TextArea label={t('product.description')} optional maxLength={2000} {...form.bind('description')} />
          </div>
        </Card>
      </div>
      <div className="sticky-foot row">
        <Button look="second" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <span className="grow">
          <Button type="submit" wide icon="check" busy={form.busy}>
            {t('action.save')}
          </Button>
        </span>
      </div>
    </form>
  );
}
