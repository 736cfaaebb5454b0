import { api, take } from '@/kernel/api/client';
import { updateProfile, useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { required } from './checks';

export function ProfileCard() {
  const { user } = useProfile();
  const form = useForm({ full_name: user.full_name, phone: user.phone ?? '' }, (values) => ({ full_name: required(values.full_name) }));
  const send = async () => {
    const done = await form.submit(async (values) => {
      updateProfile(await take(api.PATCH('/api/v1/me', { body: { full_name: values.full_name.trim(), phone: values.phone.trim() || null } })));
    });
    if (done) toast(t('saved.profile'));
  };
  return (
    <Card title={t('settings.profile')} aside={<span className="soft">{t(`role.${user.role}`)}</span>}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <FormError error={form.problem} />
        <TextField label={t('field.full_name')} autoComplete="name" {...form.bind('full_name')} />
        <TextField label={t('field.phone')} optional type="tel" autoComplete="tel" {...form.bind('phone')} />
        <p className="soft">{user.email ?? t('settings.no_email')}</p>
        <div className="row">
          <Button type="submit" busy={form.busy} disabled={!form.touched}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
