import type { Product } from '@/kernel/api/types';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { amended, enqueue, mirrorRow, resend, type Operation } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import type { SupplierRow } from '@/entities/supplier/mirror';

/** What a person can write about a product; quantities in its unit, money in minor units. */
export type ProductFields = {
  name: string;
  code?: string;
  description: string | null;
  category_id: string | null;
  supplier_id: string | null;
  unit: string;
  pack_size: number;
  barcode: string | null;
  purchase_price?: number | null;
  sale_price: number;
  min_stock: number | null;
  max_stock: number | null;
  shelf: string | null;
  alerts: boolean;
};

/** Without a code the server gives the next free one. Answers the product's id. */
export async function createProduct(fields: ProductFields): Promise<string> {
  const id = newId();
  const { description: _, ...shown } = fields;
  const row: Omit<ProductRow, 'id'> = {
    ...shown,
    code: fields.code ?? '',
    purchase_price: fields.purchase_price ?? null,
    average_cost: null,
    is_active: true,
    version: 1,
    on_hand: 0,
    status: 'untracked',
    last_sale_at: null,
    sold_30: 0,
  };
  await enqueue({
    type: 'product.create',
    lane: `product:${id}`,
    payload: { id, ...fields },
    label: { title: fields.name, detail: money(fields.sale_price) },
    effects: [{ kind: 'product', id, row }],
    needs: [fields.category_id, fields.supplier_id],
  });
  return id;
}

export type ProductEdit = Partial<ProductFields> & { is_active?: boolean };

/** Sends a refused product once more with what is written now; `changes` are the fields that differ from what it said. */
export function correctProduct(operation: Operation, changes: ProductEdit): Promise<Operation> {
  const { description: _, ...shown } = changes;
  const payload = { ...operation.payload, ...changes };
  const price = changes.sale_price;
  return resend(operation.op_id, {
    payload,
    effects: amended(operation.effects, shown),
    label: { ...operation.label, ...(changes.name ? { title: changes.name } : {}), ...(price !== undefined && operation.type === 'product.create' ? { detail: money(price) } : {}) },
    needs: ['product_id', 'category_id', 'supplier_id'].map((name) => payload[name as keyof typeof payload] as string | null | undefined),
  });
}

/** The fields of `next` that differ from what was seen. */
export function changedFields<T extends object>(seen: T, next: Partial<T>): Partial<T> {
  const changed: Partial<T> = {};
  for (const key of Object.keys(next) as (keyof T)[]) if (next[key] !== undefined && next[key] !== (seen[key] ?? null)) changed[key] = next[key];
  return changed;
}

/** Changes what is given and nothing else, on top of the version that was seen. */
export function editProduct(product: Pick<Product, 'id' | 'name' | 'version'>, edit: ProductEdit, detail?: string): Promise<Operation> {
  const { description: _, ...shown } = edit;
  const set: Record<string, unknown> = { ...shown };
  if (edit.is_active === false) set.status = 'inactive';
  // Back again; whether it was ever counted the server will say when nothing is left of it.
  if (edit.is_active === true) set.status = mirrorRow<ProductRow>('product', product.id)?.on_hand ? 'ok' : 'untracked';
  return enqueue({
    type: 'product.edit',
    lane: `product:${product.id}`,
    payload: { product_id: product.id, ...edit },
    label: { title: edit.name ?? product.name, detail },
    base_version: product.version,
    effects: [{ kind: 'product', id: product.id, set, add: { version: 1 } }],
    needs: [product.id, edit.category_id, edit.supplier_id],
  });
}

export async function createCategory(name: string): Promise<string> {
  const id = newId();
  await enqueue({
    type: 'category.create',
    lane: `category:${id}`,
    payload: { id, name },
    label: { title: name, detail: t('product.category') },
    effects: [{ kind: 'category', id, row: { name } }],
  });
  return id;
}

export type SupplierFields = {
  name: string;
  code?: string;
  contact_name: string | null;
  phone: string | null;
  email: string | null;
  lead_time_days: number;
  minimum_order: number | null;
  is_active?: boolean;
};

export async function createSupplier(fields: SupplierFields): Promise<string> {
  const id = newId();
  const { contact_name: _c, email: _e, ...shown } = fields;
  const row: Omit<SupplierRow, 'id'> = { ...shown, code: fields.code ?? '', is_active: true, version: 1 };
  await enqueue({
    type: 'supplier.create',
    lane: `supplier:${id}`,
    payload: { id, ...fields },
    label: { title: fields.name, detail: fields.phone ?? undefined },
    effects: [{ kind: 'supplier', id, row }],
  });
  return id;
}

/** Sends a refused supplier once more with what is written now. */
export function correctSupplier(operation: Operation, changes: Partial<SupplierFields>): Promise<Operation> {
  const { contact_name: _c, email: _e, ...shown } = changes;
  const { name = operation.label.title, phone } = changes;
  return resend(operation.op_id, {
    payload: { ...operation.payload, ...changes },
    effects: amended(operation.effects, shown),
    label: { ...operation.label, title: name, ...(phone === undefined ? {} : { detail: phone ?? undefined }) },
  });
}

export function editSupplier(supplier: Pick<SupplierRow, 'id' | 'name' | 'version'>, edit: Partial<SupplierFields>): Promise<Operation> {
  const { contact_name: _c, email: _e, ...shown } = edit;
  return enqueue({
    type: 'supplier.edit',
    lane: `supplier:${supplier.id}`,
    payload: { supplier_id: supplier.id, ...edit },
    label: { title: edit.name ?? supplier.name },
    base_version: supplier.version,
    effects: [{ kind: 'supplier', id: supplier.id, set: { ...shown }, add: { version: 1 } }],
    needs: [supplier.id],
  });
}
