import { useQuery } from '@tanstack/react-query';
import { t } from '@/kernel/i18n';
import { AvailabilityCard } from '@/entities/provider/AvailabilityCard';
import { meQuery } from '@/entities/provider/me';
import { AbsencesCard } from '@/features/provider-profile/AbsencesCard';
import { HoursCard } from '@/features/provider-profile/HoursCard';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

/** When one is there: now, on which days, at which hours. */
export default function ProviderHoursPage() {
  const query = useQuery(meQuery());
  return (
    <Page title={t('p.hours.page')} back="/p/profile">
      <div className="columns">
        <div className="stack">
          <AvailabilityCard />
          <Loaded query={query}>{(me) => <AbsencesCard me={me} />}</Loaded>
        </div>
        <Loaded query={query}>{(me) => <HoursCard key={me.id} me={me} />}</Loaded>
      </div>
    </Page>
  );
}
