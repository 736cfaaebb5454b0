import { t } from '@/kernel/i18n';
import { SignOutButton } from '@/features/identity/SignOutButton';
import { ProfileBoard } from '@/features/provider-profile/ProfileBoard';
import { Page } from '@/ui/Page';

export default function ProviderProfilePage() {
  return (
    <Page title={t('p.nav.profile')}>
      <div className="stack">
        <ProfileBoard />
        <div className="row">
          <SignOutButton />
        </div>
      </div>
    </Page>
  );
}
