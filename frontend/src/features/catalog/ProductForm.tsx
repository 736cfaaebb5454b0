import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { Product, ProductIn, ProductPatch } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney, parseNumber, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { categoriesQuery, suppliersQuery } from '@/entities/product/queries';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { NumberField, SelectField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { catalogChanged } from './queries';

const UNITS = ['pièce', 'kg', 'g', 'L', 'sac', 'carton', 'boîte', 'paquet', 'm'];

type Props = { product?: Product; seesCost: boolean; onSaved: (id: string) => void; onCancel: () => void };

const wrongMoney = (text: string, needed = false) => {
  const value = parseMoney(text);
  if (value === null) return needed ? t('check.required') : undefined;
  return Number.isNaN(value) || value < 0 ? t('check.amount') : undefined;
};
const wrongQuantity = (text: string, above = -1) => {
  const value = parseNumber(text);
  return value !== null && (Number.isNaN(value) || value <= above) ? t('check.quantity') : undefined;
};

/** Makes a product, or edits it; only what was changed is sent, with the version that was seen. */
export function ProductForm({ product, seesCost, onSaved, onCancel }: Props) {
  const client = useQueryClient();
  const categories = useQuery(categoriesQuery());
  const suppliers = useQuery(suppliersQuery());
  const form = useForm(
    {
      name: product?.name ?? '',
      code: product?.code ?? '',
      category_id: product?.category_id ?? '',
      supplier_id: product?.supplier_id ?? '',
      unit: product?.unit ?? 'pièce',
      sale_price: moneyToText(product?.sale_price),
      purchase_price: moneyToText(product?.purchase_price),
      min_stock: quantityToText(product?.min_stock),
      max_stock: quantityToText(product?.max_stock),
      pack_size: quantityToText(product?.pack_size ?? 1),
      barcode: product?.barcode ?? '',
      description: product?.description ?? '',
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
  );

  const send = async () => {
    let saved: Product | undefined;
    const done = await form.submit(async (values) => {
      const body = {
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
        // Left out, the server makes the next free code.
        ...(values.code.trim() ? { code: values.code.trim() } : {}),
        ...(seesCost ? { purchase_price: parseMoney(values.purchase_price) } : {}),
      };
      saved = product
        ? await take<Product>(
            api.PATCH('/api/v1/products/{product_id}', {
              params: { path: { product_id: product.id } },
              headers: { 'If-Match': `"${product.version}"` },
              body: body satisfies ProductPatch,
            }),
          )
        : await take<Product>(api.POST('/api/v1/products', { body: body satisfies ProductIn }));
    });
    if (!done || !saved) return;
    catalogChanged(client);
    onSaved(saved.id);
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
            <TextField label={t('product.name')} maxLength={200} autoFocus={!product} {...form.bind('name')} />
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
            <SelectField label={t('product.category')} {...form.bind('category_id')}>
              <option value="">{t('product.no_category')}</option>
              {categories.data?.items.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
        </Card>
        <Card title={t('product.more')}>
          <div className="stack">
            <TextField label={t('product.code')} optional={!product} hint={product ? undefined : t('product.code_hint')} maxLength={60} {...form.bind('code')} />
            <SelectField label={t('product.supplier')} {...form.bind('supplier_id')}>
              <option value="">{t('product.no_supplier')}</option>
              {suppliers.data?.items.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
            <div className="two">
              <NumberField label={t('product.max_stock')} optional {...form.bind('max_stock')} />
              <NumberField label={t('product.pack_size')} hint={t('product.pack_hint')} {...form.bind('pack_size')} />
            </div>
            <TextField label={t('product.barcode')} optional inputMode="numeric" {...form.bind('barcode')} />
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
