import { useState } from 'react';
import { useSession } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { readPreference } from '@/kernel/preferences';
import { ButtonLink } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { CodeLoginForm } from '@/features/identity/CodeLoginForm';
import { LoginForm } from '@/features/identity/LoginForm';
import { Door } from './Door';

export default function LoginPage() {
  const session = useSession();
  const [byCode, setByCode] = useState(() => readPreference('signin') === 'phone');
  return (
    <Door
      title={t('login.title')}
      below={
        <div className="row wrap" style={{ justifyContent: 'center', marginTop: 16 }}>
          <span className="soft">{t('login.new_here')}</span>
          <ButtonLink to="/signup" look="plain">
            {t('login.signup')}
          </ButtonLink>
        </div>
      }
    >
      {session.state === 'out' && session.reason === 'ended' && (
        <div className="notice info" role="status">
          <Icon name="lock" />
          <span>{t('login.ended')}</span>
        </div>
      )}
      {byCode ? <CodeLoginForm onEmail={() => setByCode(false)} /> : <LoginForm onCode={() => setByCode(true)} />}
    </Door>
  );
}
