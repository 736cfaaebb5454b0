import { login } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { readPreference, writePreference } from '@/kernel/preferences';
import { Button, ButtonLink } from '@/ui/Button';
import { PasswordField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { emailError } from './checks';
import { EntrySteps } from './EntrySteps';
import { useEntry, type Extra } from './useEntry';

/** E-mail and password, and what the server asks besides; a code to the telephone is as good. */
export function LoginForm({ onCode }: { onCode: () => void }) {
  const entry = useEntry();
  const form = useForm({ email: readPreference('email') ?? '', password: '' }, (values) => ({
    email: emailError(values.email),
    password: values.password ? undefined : t('check.password_missing'),
  }));

  const enter = (extra?: Extra) =>
    form.submit(({ email, password }) =>
      entry.enter(async (all) => {
        await login({ email: email.trim(), password, ...all });
        writePreference('email', email.trim());
        writePreference('signin', null);
      }, extra),
    );

  return (
    <EntrySteps step={entry.step} problem={form.problem} busy={form.busy} onAnswer={(extra) => void enter(extra)} onBack={entry.back}>
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
        <ButtonLink to="/recover" look="plain" wide>
          {t('login.forgotten')}
        </ButtonLink>
        <p className="soft" style={{ textAlign: 'center' }}>
          {t('login.or')}
        </p>
        <Button look="second" icon="phone" wide onClick={onCode}>
          {t('login.by_code')}
        </Button>
      </form>
    </EntrySteps>
  );
}
