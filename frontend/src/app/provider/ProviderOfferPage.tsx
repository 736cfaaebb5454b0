import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { t } from '@/kernel/i18n';
import { missionQuery } from '@/entities/mission/reads';
import { OfferView } from '@/features/offers/OfferView';
import { Page } from '@/ui/Page';

export default function ProviderOfferPage() {
  const { id } = useParams<{ id: string }>();
  const mission = useQuery({ ...missionQuery(id), enabled: false }).data;
  return (
    <Page title={mission?.service_name ?? t('p.request')} subtitle={mission && t('p.number', { number: String(mission.number) })} back="/p/requests">
      <OfferView key={id} id={id} />
    </Page>
  );
}
