import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { AvailabilityCard } from '@/entities/provider/AvailabilityCard';
import { HomeBoard } from '@/features/provider-home/HomeBoard';
import { Page } from '@/ui/Page';

export default function ProviderHomePage() {
  const { user } = useProfile();
  return (
    <Page title={t('overview.hello', { name: user.full_name.split(/\s+/).slice(0, -1).join(' ') || user.full_name })}>
      <div className="stack">
        <AvailabilityCard />
        <HomeBoard />
      </div>
    </Page>
  );
}
