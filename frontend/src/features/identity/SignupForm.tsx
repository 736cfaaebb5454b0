import { signup } from '@/kernel/auth/session';
import { language, t } from '@/kernel/i18n';
import { writePreference } from '@/kernel/preferences';
import { Button } from '@/ui/Button';
import { SelectField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { emailError, passwordError, required } from './checks';
import { COUNTRIES, countryOptions, likelyCountry, type Country } from './countries';
import { halvesOf, HalvesField } from './HalvesField';
import { NewPasswordField } from './NewPasswordField';

/** A company and its owner in one form; currency and time zone follow from the country. */
export function SignupForm() {
  const form = useForm(
    { company_name: '', halves: 'stock', country: likelyCountry() as string, ninea: '', full_name: '', email: '', phone: '', password: '' },
    (values) => ({
      company_name: required(values.company_name),
      full_name: required(values.full_name),
      email: emailError(values.email),
      password: passwordError(values.password),
    }),
  );
  const country = COUNTRIES[form.values.country as Country];

  const send = () =>
    form.submit(async (values) => {
      await signup({
        company_name: values.company_name.trim(),
        country: values.country,
        currency: country.currency,
        halves: halvesOf(values.halves),
        time_zone: country.zone,
        language: language(),
        ninea: values.ninea.trim() || null,
        full_name: values.full_name.trim(),
        email: values.email.trim(),
        phone: values.phone.trim() || null,
        password: values.password,
      });
      writePreference('email', values.email.trim());
    });

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h1>{t('signup.title')}</h1>
      <FormError error={form.problem} />
      <TextField label={t('field.company')} autoComplete="organization" {...form.bind('company_name')} />
      <HalvesField {...form.bind('halves')} />
      <SelectField label={t('field.country')} hint={t('signup.currency', { currency: country.currency })} {...form.bind('country')}>
        {countryOptions().map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {form.values.country === 'SN' && (
        <TextField label={t('field.ninea')} optional inputMode="numeric" autoComplete="off" {...form.bind('ninea')} />
      )}
      <TextField label={t('field.full_name')} autoComplete="name" {...form.bind('full_name')} />
      <TextField label={t('field.email')} type="email" autoComplete="username" inputMode="email" autoCapitalize="none" {...form.bind('email')} />
      <TextField label={t('field.phone')} optional type="tel" autoComplete="tel" placeholder={country.prefix} {...form.bind('phone')} />
      <NewPasswordField label={t('field.password')} {...form.bind('password')} />
      <Button type="submit" wide busy={form.busy}>
        {t('signup.action')}
      </Button>
    </form>
  );
}
