import type { Import } from '@/kernel/api/types';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';

export const fieldLabel = (field: string): string => {
  const key = `imports.field.${field}`;
  return hasMessage(key) ? t(key as MessageKey) : field.replaceAll('_', ' ');
};

type Field = Import['fields'][number];

/** The groups of fields, of which one is needed, that have no column yet. */
export function missingFields(fields: Field[], mapping: Import['mapping']): string[][] {
  const groups = new Map<number, string[]>();
  for (const { name, group } of fields) if (group !== null) groups.set(group, [...(groups.get(group) ?? []), name]);
  return [...groups.values()].filter((names) => names.every((name) => !mapping[name]));
}
