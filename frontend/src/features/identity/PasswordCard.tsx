import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { PasswordField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { passwordError } from './checks';
import { NewPasswordField } from './NewPasswordField';

export function PasswordCard() {
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('settings.password')}>
      {open ? (
        <PasswordForm onDone={() => setOpen(false)} />
      ) : (
        <div className="stack">
          <p className="soft">{t('settings.password_text')}</p>
          <div className="row">
            <Button look="second" icon="lock" onClick={() => setOpen(true)}>
              {t('settings.change_password')}
            </Button>
          </div>
        </div>
      )}
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ current_password: '', new_password: '' }, (values) => ({
    current_password: values.current_password ? undefined : t('check.required'),
    new_password: passwordError(values.new_password),
  }));
  const send = async () => {
    const done = await form.submit((values) => take(api.POST('/api/v1/me/password', { body: values })));
    if (!done) return;
    toast(t('saved.password'));
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
      <PasswordField label={t('settings.current_password')} autoComplete="current-password" {...form.bind('current_password')} />
      <NewPasswordField label={t('settings.new_password')} {...form.bind('new_password')} />
      <div className="row">
        <Button look="second" onClick={onDone}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" busy={form.busy}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
