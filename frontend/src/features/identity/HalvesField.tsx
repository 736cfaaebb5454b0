import type { Tenant } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { SelectField } from '@/ui/Field';

/** One word for what a company does. */
export const halvesWord = (halves: Tenant['halves']): string => (halves.length > 1 ? 'both' : (halves[0] ?? 'stock'));
export const halvesOf = (word: string): Tenant['halves'] => (word === 'both' ? ['stock', 'services'] : word === 'services' ? ['services'] : ['stock']);

/** What the company does: its screens follow. */
export function HalvesField(bound: Omit<Parameters<typeof SelectField>[0], 'label' | 'children'>) {
  return (
    <SelectField label={t('field.halves')} {...bound}>
      <option value="stock">{t('halves.stock')}</option>
      <option value="services">{t('halves.services')}</option>
      <option value="both">{t('halves.both')}</option>
    </SelectField>
  );
}
