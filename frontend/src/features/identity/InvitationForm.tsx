import { acceptInvitation } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { passwordError, required } from './checks';
import { NewPasswordField } from './NewPasswordField';

export function InvitationForm({ token, onDone }: { token: string; onDone: () => void }) {
  const form = useForm({ full_name: '', password: '' }, (values) => ({
    full_name: required(values.full_name),
    password: passwordError(values.password),
  }));
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form
          .submit((values) => acceptInvitation({ token, full_name: values.full_name.trim(), password: values.password }))
          .then((accepted) => accepted && onDone());
      }}
    >
      <h1>{t('invitation.title')}</h1>
      <p className="soft">{t('invitation.text')}</p>
      <FormError error={form.problem} />
      <TextField label={t('field.full_name')} autoComplete="name" {...form.bind('full_name')} />
      <NewPasswordField label={t('field.password')} {...form.bind('password')} />
      <Button type="submit" wide busy={form.busy}>
        {t('invitation.action')}
      </Button>
    </form>
  );
}
