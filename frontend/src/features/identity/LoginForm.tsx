import { useState } from 'react';
import { Problem } from '@/kernel/api/problem';
import { login } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { readPreference, writePreference } from '@/kernel/preferences';
import { Button } from '@/ui/Button';
import { PasswordField, TextField } from '@/ui/Field';
import { Item, Avatar } from '@/ui/List';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { emailError } from './checks';

type Company = { id: string; name: string };

/** E-mail and password; when they open several companies, one more tap chooses. */
export function LoginForm() {
  const [companies, setCompanies] = useState<Company[] | null>(null);
  const form = useForm({ email: readPreference('email') ?? '', password: '' }, (values) => ({
    email: emailError(values.email),
    password: values.password ? undefined : t('check.password_missing'),
  }));

  const enter = (tenantId?: string) =>
    form.submit(async ({ email, password }) => {
      try {
        await login({ email: email.trim(), password, ...(tenantId ? { tenant_id: tenantId } : {}) });
        writePreference('email', email.trim());
      } catch (error) {
        if (error instanceof Problem && error.code === 'choose_tenant') setCompanies(error.body.tenants as Company[]);
        else throw error;
      }
    });

  if (companies) {
    return (
      <div className="stack">
        <h1>{t('login.which_company')}</h1>
        <FormError error={form.problem} />
        <ul className="list" style={{ marginInline: -18 }}>
          {companies.map((company) => (
            <li key={company.id}>
              <Item lead={<Avatar name={company.name} />} title={company.name} onClick={() => void enter(company.id)} />
            </li>
          ))}
        </ul>
        <Button look="plain" icon="back" onClick={() => setCompanies(null)}>
          {t('action.back')}
        </Button>
      </div>
    );
  }

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <h1>{t('login.title')}</h1>
      <FormError error={form.problem} />
      <TextField label={t('field.email')} type="email" autoComplete="username" autoCapitalize="none" inputMode="email" {...form.bind('email')} />
      <PasswordField label={t('field.password')} autoComplete="current-password" {...form.bind('password')} />
      <Button type="submit" wide busy={form.busy}>
        {t('login.action')}
      </Button>
    </form>
  );
}
