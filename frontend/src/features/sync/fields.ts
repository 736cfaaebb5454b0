import { money, quantity } from '@/kernel/format';
import { t, type MessageKey } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';

/** The fields that people edit, by the names that forms give them. */
export const NAMES: Record<string, MessageKey> = {
  address: 'field.address',
  alerts: 'product.alerts',
  barcode: 'product.barcode',
  code: 'product.code',
  contact_name: 'suppliers.contact',
  credit_limit: 'credit.limit',
  description: 'product.description',
  email: 'field.email',
  lead_time_days: 'suppliers.lead_time',
  max_stock: 'product.max_stock',
  min_stock: 'product.min_stock',
  minimum_order: 'suppliers.minimum',
  name: 'field.name',
  note: 'field.note',
  pack_size: 'product.pack_size',
  phone: 'field.phone',
  purchase_price: 'product.purchase_price',
  sale_price: 'product.sale_price',
  shelf: 'product.shelf',
  unit: 'product.unit',
};
const MONEY = new Set(['sale_price', 'purchase_price', 'credit_limit', 'balance', 'minimum_order']);

export type Difference = { field: string; name: string; mine: string; theirs: string };

function shown(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'number') return MONEY.has(field) ? money(value) : quantity(value);
  if (typeof value === 'boolean') return t(value ? 'action.yes' : 'action.no');
  return String(value);
}

/** What the person wrote beside what stands at the server, where the two are not the same. */
export function differences({ payload, verdict, last_error }: Operation): Difference[] {
  const current = verdict?.current;
  // Only a newer version leaves a choice between two: a name that is taken is taken.
  if (!current || last_error?.code !== 'version_conflict') return [];
  return Object.entries(payload)
    .filter(([field, value]) => field in NAMES && field in current && (value ?? null) !== (current[field] ?? null))
    .map(([field, value]) => ({ field, name: t(NAMES[field]!), mine: shown(field, value), theirs: shown(field, current[field]) }));
}
