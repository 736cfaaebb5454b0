import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { FactorStart } from '@/kernel/api/types';
import { profileNow, updateProfile, useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { PasswordField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { codeError } from './code';
import { CodeField } from './CodeField';
import { factorQuery } from './queries';

type View = { name: 'rest' | 'begin' | 'end' } | { name: 'scan'; start: FactorStart } | { name: 'codes'; codes: string[] };

const switched = (at: string | null) => {
  const now = profileNow();
  if (now) updateProfile({ user: { ...now.user, second_factor_at: at } });
};

/** A code of an authenticator application besides the password: switching it on and off. */
export function SecondFactorCard() {
  const { user } = useProfile();
  const [view, setView] = useState<View>({ name: 'rest' });
  const rest = () => setView({ name: 'rest' });
  const on = user.second_factor_at !== null;
  return (
    <Card title={t('settings.factor')} aside={on && <Pill tone="ok">{t('settings.factor_on')}</Pill>}>
      {view.name === 'rest' && (
        <div className="stack">
          <p className="soft">{t('settings.factor_text')}</p>
          {on && <CodesLeft />}
          <div className="row">
            {on ? (
              <Button look="bad-plain" onClick={() => setView({ name: 'end' })}>
                {t('settings.factor_end')}
              </Button>
            ) : (
              <Button look="second" icon="lock" onClick={() => setView({ name: 'begin' })}>
                {t('settings.factor_begin')}
              </Button>
            )}
          </div>
        </div>
      )}
      {view.name === 'begin' && <BeginForm asksPassword={user.has_password} onBegun={(start) => setView({ name: 'scan', start })} onCancel={rest} />}
      {view.name === 'scan' && <ConfirmForm start={view.start} onDone={(codes) => setView({ name: 'codes', codes })} onCancel={rest} />}
      {view.name === 'codes' && <Codes codes={view.codes} onDone={rest} />}
      {view.name === 'end' && <EndForm onDone={rest} />}
    </Card>
  );
}

function CodesLeft() {
  const { data } = useQuery(factorQuery());
  return data ? <p>{t('settings.factor_codes_left', { count: data.recovery_codes_left })}</p> : null;
}

function BeginForm({ asksPassword, onBegun, onCancel }: { asksPassword: boolean; onBegun: (start: FactorStart) => void; onCancel: () => void }) {
  const form = useForm({ password: '' }, ({ password }) => ({ password: !asksPassword || password ? undefined : t('check.password_missing') }));
  const send = () =>
    form.submit(async ({ password }) => {
      const body = asksPassword ? { password } : {};
      onBegun(await take<FactorStart>(api.POST('/api/v1/me/second-factor', { body })));
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
      <FormError error={form.problem} />
      {asksPassword ? (
        <PasswordField label={t('settings.current_password')} autoComplete="current-password" {...form.bind('password')} />
      ) : (
        <p>{t('settings.factor_text')}</p>
      )}
      <div className="row">
        <Button look="second" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" busy={form.busy}>
          {t('settings.factor_begin')}
        </Button>
      </div>
    </form>
  );
}

function ConfirmForm({ start, onDone, onCancel }: { start: FactorStart; onDone: (codes: string[]) => void; onCancel: () => void }) {
  const form = useForm({ code: '' }, ({ code }) => ({ code: codeError(code) }));
  const send = () =>
    form.submit(async ({ code }) => {
      const { codes } = await take<{ codes: string[] }>(api.POST('/api/v1/me/second-factor/confirm', { body: { totp: code } }));
      switched(new Date().toISOString());
      toast(t('saved.factor_on'));
      onDone(codes);
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
      <p>{t('settings.factor_scan')}</p>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(start.qr_svg)}`}
        alt={t('settings.factor_qr')}
        width={220}
        height={220}
        style={{ justifySelf: 'center', alignSelf: 'center', background: '#fff', borderRadius: 8, maxWidth: '100%' }}
      />
      <p className="soft">
        {t('settings.factor_by_hand')} <strong style={{ overflowWrap: 'anywhere' }}>{start.key.replace(/.{4}(?=.)/g, '$& ')}</strong>
      </p>
      <FormError error={form.problem} />
      <CodeField label={t('factor.field')} value={form.values.code} error={form.errors.code} onChange={(code) => form.set('code', code)} />
      <div className="row">
        <Button look="second" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" busy={form.busy}>
          {t('settings.factor_confirm')}
        </Button>
      </div>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div className="stack">
      <h3>{t('settings.factor_codes')}</h3>
      <p>{t('settings.factor_codes_text')}</p>
      <ul style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(130px, 1fr))', gap: 8, listStyle: 'none', padding: 0, margin: 0 }}>
        {codes.map((code) => (
          <li key={code}>
            <code style={{ fontSize: 18 }}>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row">
        {'clipboard' in navigator && (
          <Button look="second" icon="copy" onClick={() => void navigator.clipboard.writeText(codes.join('\n'))}>
            {t('settings.factor_copy')}
          </Button>
        )}
        <Button onClick={onDone}>{t('settings.factor_codes_done')}</Button>
      </div>
    </div>
  );
}

/** A proof of six digits, or of a recovery code's form, is a code; anything else is the password. */
const proofOf = (text: string) => (/^\d{3}\s?\d{3}$|^[0-9a-z]{5}-[0-9a-z]{5}$/i.test(text.trim()) ? { totp: text.trim() } : { password: text });

function EndForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ proof: '' }, ({ proof }) => ({ proof: proof ? undefined : t('check.required') }));
  const send = async () => {
    const done = await form.submit(({ proof }) => take(api.POST('/api/v1/me/second-factor/end', { body: proofOf(proof) })));
    if (!done) return;
    switched(null);
    toast(t('saved.factor_off'));
    onDone();
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormError error={form.problem} />
      <PasswordField label={t('settings.factor_proof')} autoComplete="current-password" {...form.bind('proof')} />
      <div className="row">
        <Button look="second" onClick={onDone}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" look="bad" busy={form.busy}>
          {t('settings.factor_end')}
        </Button>
      </div>
    </form>
  );
}
