import type { Product, StockLevel } from '@/kernel/api/types';
import { useMirror } from '@/kernel/offline';
import { find } from '@/kernel/format/fold';

/** A product with what is on its shelf, as this device keeps it. Quantities in its unit, money in minor units. */
export type ProductRow = {
  id: string;
  code: string;
  name: string;
  unit: string;
  barcode: string | null;
  category_id: string | null;
  supplier_id: string | null;
  pack_size: number;
  sale_price: number;
  is_active: boolean;
  version: number;
  on_hand: number;
  min_stock: number | null;
  max_stock: number | null;
  status: StockLevel['status'];
  last_sale_at: string | null;
  /** Units of the last 30 days. */
  sold_30: number;
  purchase_price: number | null;
  average_cost: number | null;
  /** Where it stands in the shop. */
  shelf: string | null;
  /** Whether anybody wants to be warned of it. */
  alerts: boolean;
};
type Named = { id: string; name: string };

/** As the server judges it: nothing left, at or under the minimum, or fine; where nobody counted it is not known. */
export function statusOf({ on_hand, min_stock, status }: Pick<ProductRow, 'on_hand' | 'min_stock' | 'status'>): StockLevel['status'] {
  if (status === 'inactive' || status === 'untracked') return status;
  if (on_hand <= 0) return 'rupture';
  return min_stock !== null && on_hand <= min_stock ? 'low' : 'ok';
}

const made = new WeakMap<ProductRow, StockLevel>();

/** The row in the shape that the API's list gives. */
export function levelOf(row: ProductRow, category: string | null = null): StockLevel {
  const known = made.get(row);
  if (known && known.category_name === category) return known;
  const level: StockLevel = {
    product_id: row.id,
    code: row.code,
    name: row.name,
    unit: row.unit,
    category_name: category,
    sale_price: row.sale_price,
    on_hand: row.on_hand,
    min_stock: row.min_stock,
    status: statusOf(row),
    average_cost: row.average_cost,
    value: row.average_cost === null ? null : Math.round(row.average_cost * row.on_hand),
    last_sale_at: row.last_sale_at,
    updated_at: row.last_sale_at ?? '',
  } as StockLevel;
  made.set(row, level);
  return level;
}

/** The same as the API's product page; what the mirror does not carry is empty. */
const productOf = (row: ProductRow, category: string | null, supplier: string | null): Product =>
  ({
    ...row,
    category_name: category,
    supplier_name: supplier,
    description: null,
  }) as unknown as Product;

export function useProducts() {
  const products = useMirror<ProductRow>('product');
  const categories = useMirror<Named>('category').byId;
  const level = (row: ProductRow) => levelOf(row, (row.category_id && categories.get(row.category_id)?.name) || null);
  return { ...products, level };
}

/** One product's level, or undefined while this device does not have it. */
export function useLevel(id: string): { level: StockLevel | undefined; asOf: number | null; loading: boolean } {
  const { byId, level, asOf, loading } = useProducts();
  const row = byId.get(id);
  return { level: row && level(row), asOf, loading };
}

/** One product with the names beside it, or undefined while this device does not have it. */
export function useProduct(id: string): { product: Product | undefined; asOf: number | null } {
  const { byId, asOf } = useMirror<ProductRow>('product');
  const categories = useMirror<Named>('category').byId;
  const suppliers = useMirror<Named>('supplier').byId;
  const row = byId.get(id);
  const name = (names: ReadonlyMap<string, Named>, key: string | null) => (key && names.get(key)?.name) || null;
  return { product: row && productOf(row, name(categories, row.category_id), name(suppliers, row.supplier_id)), asOf };
}

/** By name, code or barcode. */
export const findProducts = (rows: readonly ProductRow[], search: string): ProductRow[] => find(rows, search, ({ name, code, barcode }) => [name, code, barcode]);

export const byName = new Intl.Collator('fr', { sensitivity: 'base', numeric: true }).compare;
