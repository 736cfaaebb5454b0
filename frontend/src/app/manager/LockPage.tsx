import { LockScreen } from '@/features/identity/LockScreen';
import { t } from '@/kernel/i18n';
import { Door } from '../public/Door';

export default function LockPage() {
  return (
    <Door title={t('lock.title')}>
      <LockScreen />
    </Door>
  );
}
