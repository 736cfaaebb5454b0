import { useQuery } from '@tanstack/react-query';
import { useHalf, useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ChannelsCard } from '@/features/notifications/ChannelsCard';
import { DeviceCard } from '@/features/notifications/DeviceCard';
import { HoursCard } from '@/features/notifications/HoursCard';
import { KindsCard } from '@/features/notifications/KindsCard';
import { PhoneCard } from '@/features/notifications/PhoneCard';
import { kindsFor } from '@/features/notifications/ladder';
import { channelsQuery } from '@/features/notifications/reads';
import { ToneCard } from '@/features/notifications/ToneCard';
import { usePreferences } from '@/features/notifications/usePreferences';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

/** How this person wants to be told, and by which ways they can be reached. */
export default function NotificationsPage() {
  const { query, save, busy } = usePreferences();
  const channels = useQuery(channelsQuery());
  const may = useMay();
  const does = useHalf();
  const kinds = kindsFor({ sentOut: may('missions'), stock: does('stock'), services: does('services') });
  return (
    <Page title={t('tell.title')} subtitle={t('tell.subtitle')} back="/settings">
      <div className="columns">
        <div className="stack">
          <PhoneCard />
          <Loaded query={query}>
            {(preferences) => (
              <>
                <KindsCard kinds={kinds} preferences={preferences} channels={channels.data} busy={busy} onSave={save} />
                <HoursCard key={preferences.version} preferences={preferences} onSave={save} />
                <ToneCard preferences={preferences} onSave={save} />
              </>
            )}
          </Loaded>
        </div>
        <div className="stack">
          <Loaded query={channels}>
            {(found) => (
              <>
                <ChannelsCard channels={found} />
                <DeviceCard vapidKey={found.vapid_public_key} />
              </>
            )}
          </Loaded>
        </div>
      </div>
    </Page>
  );
}
