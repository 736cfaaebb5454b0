import { useState } from 'react';
import { openApi, take } from '@/kernel/api/client';
import { Problem } from '@/kernel/api/problem';
import type { CodeAsked } from '@/kernel/api/types';
import { loginByCode } from '@/kernel/auth/session';
import { language, t } from '@/kernel/i18n';
import { readPreference, writePreference } from '@/kernel/preferences';
import { Button } from '@/ui/Button';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { CODE_LENGTH, codeError, phoneError } from './code';
import { CodeField } from './CodeField';
import { CodeSent } from './CodeSent';
import { likelyCountry } from './countries';
import { EntrySteps } from './EntrySteps';
import { PhoneField } from './PhoneField';
import { useEntry, type Extra } from './useEntry';

/** A telephone, the code that is sent to it, and what the server asks besides. */
export function CodeLoginForm({ onEmail }: { onEmail: () => void }) {
  const entry = useEntry();
  const [asked, setAsked] = useState<CodeAsked | null>(null);
  const form = useForm({ phone: readPreference('phone') ?? '', country: likelyCountry() as string, code: '' }, ({ phone, code }) => ({
    phone: phoneError(phone),
    code: asked ? codeError(code) : undefined,
  }));

  const ask = async ({ phone, country }: { phone: string; country: string }, channel: 'whatsapp' | 'sms' = 'whatsapp') => {
    const body = { phone: phone.trim(), country, channel, language: language() };
    setAsked(await take<CodeAsked>(openApi.POST('/api/v1/auth/codes', { body })));
  };
  const verify = (extra?: Extra, code?: string) =>
    form.submit(async (values) => {
      const body = { phone: values.phone.trim(), country: values.country, code: code ?? values.code };
      try {
        await entry.enter(async (all) => {
          await loginByCode({ ...body, ...all });
          writePreference('phone', values.phone.trim());
          writePreference('signin', 'phone');
        }, extra);
      } catch (error) {
        // What was guessed wrong is typed anew; a code that is over is asked for anew.
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
        <h1>{t('login.title')}</h1>
        <p className="soft">{t('login.text_code')}</p>
        <FormError error={form.problem} />
        <PhoneField phone={form.bind('phone')} country={form.bind('country')} />
        <Button type="submit" wide busy={form.busy}>
          {t('login.send_code')}
        </Button>
        <Button look="second" wide onClick={onEmail}>
          {t('login.by_email')}
        </Button>
      </form>
    );
  }

  return (
    <EntrySteps step={entry.step} problem={form.problem} busy={form.busy} onAnswer={(extra) => void verify(extra)} onBack={entry.back}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void verify();
        }}
      >
        <h1>{t('code.title')}</h1>
        <FormError error={form.problem} />
        <CodeField
          autoFocus
          value={form.values.code}
          error={form.errors.code}
          hint={t('code.hint')}
          onChange={(code) => form.set('code', code)}
        />
        <Button type="submit" wide busy={form.busy} disabled={form.values.code.length < CODE_LENGTH}>
          {t('login.action')}
        </Button>
        <CodeSent address={form.values.phone} isPhone againIn={asked.again_in} onAgain={(channel) => ask(form.values, channel)} />
        <Button look="plain" icon="back" onClick={() => setAsked(null)}>
          {t('action.back')}
        </Button>
      </form>
    </EntrySteps>
  );
}
