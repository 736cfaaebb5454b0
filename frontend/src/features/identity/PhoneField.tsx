import type { ChangeEvent } from 'react';
import { t } from '@/kernel/i18n';
import { SelectField, TextField } from '@/ui/Field';
import { COUNTRIES, countryOptions, type Country } from './countries';

type Bound = { value: string; error?: string; onChange: (event: ChangeEvent<HTMLInputElement> | ChangeEvent<HTMLSelectElement>) => void };

/** A number and the country in which it is dialled. */
export function PhoneField({ phone, country }: { phone: Bound; country: Bound }) {
  return (
    <>
      <SelectField label={t('field.country')} value={country.value} onChange={country.onChange} autoComplete="country">
        {countryOptions().map(({ value, label }) => (
          <option key={value} value={value}>
            {`${label} (${COUNTRIES[value as Country].prefix})`}
          </option>
        ))}
      </SelectField>
      <TextField label={t('field.phone')} type="tel" inputMode="tel" autoComplete="tel" value={phone.value} error={phone.error} onChange={phone.onChange} />
    </>
  );
}
