import type { SelectHTMLAttributes } from 'react';
import { t } from '@/kernel/i18n';
import { SelectField } from '@/ui/Field';
import { useServices } from './reads';

type Props = { label: string; error?: string } & Pick<SelectHTMLAttributes<HTMLSelectElement>, 'value' | 'onChange'>;

/** What a client can ask for. */
export function ServiceSelect({ label, error, value, onChange }: Props) {
  const items = useServices() ?? [];
  return (
    <SelectField label={label} error={error} value={value} onChange={onChange}>
      <option value="">{t('services.choose')}</option>
      {items
        .filter(({ is_active, id }) => is_active || id === value)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}
