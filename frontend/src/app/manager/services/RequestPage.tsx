import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useRequestsLive } from '@/entities/request/live';
import { requestQuery } from '@/features/requests/reads';
import { RequestView } from '@/features/requests/RequestView';
import { MessagesCard } from '@/features/tracking/MessagesCard';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { SkeletonList } from '@/ui/states';

export default function RequestPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const mayWrite = may('requests:write');
  const query = useQuery(requestQuery(id));
  useRequestsLive();
  return (
    <Page title={query.data?.client_name ?? t('requests.one')} subtitle={query.data && t('requests.number', { number: String(query.data.number) })} back="/requests">
      <Loaded query={query} skeleton={<SkeletonList rows={4} height={140} />}>
        {(request) => <RequestView request={request} mayWrite={mayWrite} messages={<MessagesCard requestId={request.id} customerId={may('customers:read') ? request.customer_id : null} mayWrite={may('customers:write')} />} />}
      </Loaded>
    </Page>
  );
}
