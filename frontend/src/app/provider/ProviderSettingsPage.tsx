import { t } from '@/kernel/i18n';
import { AppearanceCard } from '@/features/identity/AppearanceCard';
import { DevicesCard } from '@/features/identity/DevicesCard';
import { PasswordCard } from '@/features/identity/PasswordCard';
import { PinCard } from '@/features/identity/PinCard';
import { DataCard } from '@/features/meter/DataCard';
import { play } from '@/features/offers/sound';
import { OfferSettingsCard } from '@/features/provider-profile/OfferSettingsCard';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Page } from '@/ui/Page';

export default function ProviderSettingsPage() {
  return (
    <Page title={t('nav.settings')} back="/p/profile">
      <div className="columns">
        <div className="stack">
          <OfferSettingsCard onHear={play} />
          <Card flush>
            <Item to="/settings/notifications" lead={<Icon name="bell" />} title={t('settings.notifications')} detail={t('settings.notifications_text')} />
          </Card>
          <AppearanceCard />
        </div>
        <div className="stack">
          <PinCard />
          <DataCard />
          <PasswordCard />
          <DevicesCard />
        </div>
      </div>
    </Page>
  );
}
