import { api, take } from '@/kernel/api/client';
import { Problem } from '@/kernel/api/problem';
import type { Page } from '@/kernel/api/read';
import type { Product, StockLevel } from '@/kernel/api/types';
import { mirrorRows } from '@/kernel/offline';
import { levelOf, type ProductRow } from './mirror';

/** Finds the product that carries this barcode or code; null when there is none. */
export type Lookup = (code: string) => Promise<StockLevel | null>;

/** A UPC-A code is an EAN-13 whose first digit is zero: readers and people write both. */
const bare = (code: string): string => (/^\d{12,14}$/.test(code) ? code.replace(/^0+/, '') : code.toLowerCase());

export const sameCode = (one: string | null, other: string): boolean => one !== null && bare(one.trim()) === bare(other.trim());

/** Asks the server. Throws a Problem without network. */
const lookupOnline: Lookup = async (code) => {
  const query = { limit: 20, sort: 'name', search: bare(code) } as const;
  const [levels, products] = await Promise.all([
    take<Page<StockLevel>>(api.GET('/api/v1/stock/levels', { params: { query } })),
    take<Page<Product>>(api.GET('/api/v1/products', { params: { query } })),
  ]);
  const product = products.items.find(({ barcode }) => sameCode(barcode, code)) ?? products.items.find((one) => sameCode(one.code, code));
  return levels.items.find(({ product_id }) => product_id === product?.id) ?? null;
};

/** The product on this device that carries this barcode or code. */
export function knownBy(code: string): ProductRow | undefined {
  const { rows } = mirrorRows<ProductRow>('product');
  return rows.find(({ barcode }) => sameCode(barcode, code)) ?? rows.find((row) => sameCode(row.code, code));
}

/** Asks this device, and the server for what this device does not know: it may be new. */
export const lookupHere: Lookup = async (code) => {
  const product = knownBy(code);
  if (product) return product.is_active ? levelOf(product) : null;
  try {
    return await lookupOnline(code);
  } catch (error) {
    // With every product here, no network means no such product, as far as can be known.
    if (mirrorRows('product').complete && error instanceof Problem && error.status === 0) return null;
    throw error;
  }
};
