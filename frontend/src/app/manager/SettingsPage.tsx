import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ForecastSettingsCard } from '@/features/forecasting/ForecastSettingsCard';
import { AppearanceCard } from '@/features/identity/AppearanceCard';
import { CompanyCard } from '@/features/identity/CompanyCard';
import { DevicesCard } from '@/features/identity/DevicesCard';
import { LogoCard } from '@/features/identity/LogoCard';
import { PasswordCard } from '@/features/identity/PasswordCard';
import { PinCard } from '@/features/identity/PinCard';
import { ProfileCard } from '@/features/identity/ProfileCard';
import { SecondFactorCard } from '@/features/identity/SecondFactorCard';
import { SignOutButton } from '@/features/identity/SignOutButton';
import { DataCard } from '@/features/meter/DataCard';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Page } from '@/ui/Page';

export default function SettingsPage() {
  const may = useMay();
  return (
    <Page title={t('nav.settings')}>
      <div className="columns">
        <div className="stack">
          <ProfileCard />
          <CompanyCard mayWrite={may('company:write')} />
          {may('company:write') && <LogoCard />}
          {may('stock:read') && <ForecastSettingsCard mayWrite={may('purchases:write')} />}
        </div>
        <div className="stack">
          <Card flush>
            <Item to="/settings/notifications" lead={<Icon name="bell" />} title={t('settings.notifications')} detail={t('settings.notifications_text')} />
          </Card>
          <AppearanceCard />
          <PinCard />
          <DataCard />
          <PasswordCard />
          <SecondFactorCard />
          <DevicesCard />
          <div className="row">
            <SignOutButton />
          </div>
        </div>
      </div>
    </Page>
  );
}
