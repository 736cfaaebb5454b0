import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { AlertView } from '@/features/alerts/AlertView';
import { alertQuery, useAlertsLive } from '@/features/alerts/queries';
import { subject } from '@/features/alerts/words';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

export default function AlertPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const query = useQuery(alertQuery(id));
  useAlertsLive();
  return (
    <Page title={query.data ? subject(query.data) : t('alerts.one')} subtitle={query.data?.product_code} back="/alerts">
      <Loaded query={query}>{(alert) => <AlertView alert={alert} mayAnswer={may('alerts:write')} mayOrder={may('purchases:write')} />}</Loaded>
    </Page>
  );
}
