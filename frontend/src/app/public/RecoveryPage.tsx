import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { RecoveryForm } from '@/features/identity/RecoveryForm';
import { Door } from './Door';

export default function RecoveryPage() {
  return (
    <Door
      title={t('recover.title')}
      below={
        <div className="row wrap" style={{ justifyContent: 'center', marginTop: 16 }}>
          <ButtonLink to="/login" look="plain" icon="back">
            {t('login.title')}
          </ButtonLink>
        </div>
      }
    >
      <RecoveryForm />
    </Door>
  );
}
