import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import { chooseAutoLock, lock, useLocksItself } from '@/kernel/auth/lock';
import { isPin } from '@/kernel/auth/pin';
import { profileNow, updateProfile, useProfile } from '@/kernel/auth/session';
import { forgetPin, remember } from '@/kernel/auth/switching';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, PasswordField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';

/** One's PIN for a phone that several sellers share, and whether this phone locks itself. */
export function PinCard() {
  const profile = useProfile();
  const { user, tenant } = profile;
  const [open, setOpen] = useState(false);
  const locksItself = useLocksItself(profile);
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/me/pin')),
    onSuccess: async () => {
      updateProfile({ user: { ...user, has_pin: false } });
      await forgetPin(tenant.id, user.id);
      toast(t('saved.pin_removed'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  return (
    <Card title={t('settings.pin')}>
      {open ? (
        <PinForm onDone={() => setOpen(false)} />
      ) : (
        <div className="stack">
          <p className="soft">{t('settings.pin_text')}</p>
          <div className="row wrap">
            <Button look="second" icon="lock" onClick={() => setOpen(true)}>
              {user.has_pin ? t('settings.pin_change') : t('settings.pin_set')}
            </Button>
            {user.has_pin && (
              <>
                <Button look="second" onClick={lock}>
                  {t('seller.lock')}
                </Button>
                <Button look="bad-plain" busy={remove.isPending} onClick={() => remove.mutate()}>
                  {t('settings.pin_remove')}
                </Button>
              </>
            )}
          </div>
          {user.has_pin && (
            <Check label={t('settings.auto_lock')} checked={locksItself} onChange={(event) => chooseAutoLock(event.target.checked)} />
          )}
        </div>
      )}
    </Card>
  );
}

function PinForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ pin: '', again: '', password: '' }, ({ pin, again, password }) => ({
    pin: isPin(pin) ? undefined : t('pin.digits'),
    again: again === pin ? undefined : t('pin.differs'),
    password: password ? undefined : t('check.password_missing'),
  }));
  const send = async () => {
    const done = await form.submit(async ({ pin, password }) => {
      await take(api.PUT('/api/v1/me/pin', { body: { pin, password } }));
      const now = profileNow();
      if (!now) return;
      const profile = { ...now, user: { ...now.user, has_pin: true } };
      updateProfile(profile);
      await remember(profile, pin);
    });
    if (!done) return;
    toast(t('saved.pin'));
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
      <PasswordField label={t('settings.pin_new')} hint={t('pin.digits')} inputMode="numeric" maxLength={6} autoComplete="off" {...form.bind('pin')} />
      <PasswordField label={t('settings.pin_again')} inputMode="numeric" maxLength={6} autoComplete="off" {...form.bind('again')} />
      <PasswordField label={t('settings.current_password')} autoComplete="current-password" {...form.bind('password')} />
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
