import { useState } from 'react';
import { openApi, take } from '@/kernel/api/client';
import { Problem } from '@/kernel/api/problem';
import type { CodeAsked } from '@/kernel/api/types';
import { recover } from '@/kernel/auth/session';
import { language, t } from '@/kernel/i18n';
import { readPreference, writePreference } from '@/kernel/preferences';
import { Button } from '@/ui/Button';
import { Choices, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { emailError, passwordError } from './checks';
import { codeError, phoneError } from './code';
import { CodeField } from './CodeField';
import { CodeSent } from './CodeSent';
import { likelyCountry } from './countries';
import { EntrySteps } from './EntrySteps';
import { NewPasswordField } from './NewPasswordField';
import { PhoneField } from './PhoneField';
import { useEntry, type Extra } from './useEntry';

type How = 'phone' | 'email';

/** A forgotten password: where the code goes, then the code and a new password. */
export function RecoveryForm() {
  const entry = useEntry();
  const [how, setHow] = useState<How>('phone');
  const [asked, setAsked] = useState<CodeAsked | null>(null);
  const form = useForm(
    { phone: readPreference('phone') ?? '', country: likelyCountry() as string, email: readPreference('email') ?? '', code: '', new_password: '' },
    (values) => ({
      phone: how === 'phone' ? phoneError(values.phone) : undefined,
      email: how === 'email' ? emailError(values.email) : undefined,
      code: asked ? codeError(values.code) : undefined,
      new_password: asked ? passwordError(values.new_password) : undefined,
    }),
  );
  const address = ({ phone, country, email }: { phone: string; country: string; email: string }) =>
    how === 'phone' ? { phone: phone.trim(), country } : { email: email.trim() };
  const ask = async (values: typeof form.values, channel: 'whatsapp' | 'sms' = 'whatsapp') => {
    const body = { ...address(values), channel, language: language() };
    setAsked(await take<CodeAsked>(openApi.POST('/api/v1/auth/recovery', { body })));
  };
  const send = (extra?: Extra) =>
    form.submit(async (values) => {
      try {
        await entry.enter(async (all) => {
          await recover({ ...address(values), code: values.code, new_password: values.new_password, ...all });
          if (how === 'email') writePreference('email', values.email.trim());
          toast(t('recover.done'));
        }, extra);
      } catch (error) {
        if (error instanceof Problem && ['code_wrong', 'code_over'].includes(error.code)) {
          form.set('code', '');
          entry.back();
        }
        throw error;
      }
    });

  if (asked === null) {
    return (
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit((values) => ask(values));
        }}
      >
        <h1>{t('recover.title')}</h1>
        <p className="soft">{t('recover.text')}</p>
        <FormError error={form.problem} />
        <Choices
          label={t('recover.how')}
          name="how"
          value={how}
          onChange={setHow}
          choices={[
            { value: 'phone', label: t('recover.by_phone') },
            { value: 'email', label: t('recover.by_email') },
          ]}
        />
        {how === 'phone' ? (
          <PhoneField phone={form.bind('phone')} country={form.bind('country')} />
        ) : (
          <TextField label={t('field.email')} type="email" autoComplete="username" autoCapitalize="none" inputMode="email" {...form.bind('email')} />
        )}
        <Button type="submit" wide busy={form.busy}>
          {t('login.send_code')}
        </Button>
      </form>
    );
  }

  return (
    <EntrySteps step={entry.step} problem={form.problem} busy={form.busy} onAnswer={(extra) => void send(extra)} onBack={entry.back}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h1>{t('recover.title')}</h1>
        <FormError error={form.problem} />
        <CodeField autoFocus value={form.values.code} error={form.errors.code} hint={t('code.hint')} onChange={(code) => form.set('code', code)} />
        <NewPasswordField label={t('settings.new_password')} {...form.bind('new_password')} />
        <Button type="submit" wide busy={form.busy}>
          {t('recover.action')}
        </Button>
        <CodeSent
          address={how === 'phone' ? form.values.phone : form.values.email}
          isPhone={how === 'phone'}
          againIn={asked.again_in}
          onAgain={(channel) => ask(form.values, channel)}
        />
        <Button look="plain" icon="back" onClick={() => setAsked(null)}>
          {t('action.back')}
        </Button>
      </form>
    </EntrySteps>
  );
}
