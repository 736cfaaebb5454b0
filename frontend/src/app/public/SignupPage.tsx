import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { SignupForm } from '@/features/identity/SignupForm';
import { Door } from './Door';

export default function SignupPage() {
  return (
    <Door
      title={t('signup.title')}
      below={
        <div className="row wrap" style={{ justifyContent: 'center', marginTop: 16 }}>
          <span className="soft">{t('signup.have_account')}</span>
          <ButtonLink to="/login" look="plain">
            {t('login.action')}
          </ButtonLink>
        </div>
      }
    >
      <SignupForm />
    </Door>
  );
}
