import type { Import } from '@/kernel/api/types';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';

/** The fields without which a line of that kind means nothing; of each group one is enough. */
const NEEDED: Record<Import['kind'], string[][]> = {
  sales: [['date'], ['product_code', 'product_name'], ['quantity']],
  products: [['name', 'code']],
  stock: [['code', 'name'], ['quantity']],
  suppliers: [['name', 'code']],
};

export const fieldLabel = (field: string): string => {
  const key = `imports.field.${field}`;
  return hasMessage(key) ? t(key as MessageKey) : field.replaceAll('_', ' ');
};

/** The groups of fields of which none is mapped to a column. */
export function missingFields(kind: Import['kind'], mapping: Record<string, string | null>): string[][] {
  return NEEDED[kind]
    .map((group) => group.filter((field) => field in mapping))
    .filter((group) => group.length > 0 && group.every((field) => !mapping[field]));
}
