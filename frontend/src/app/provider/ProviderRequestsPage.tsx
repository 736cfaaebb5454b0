import { t } from '@/kernel/i18n';
import { RequestsInbox } from '@/features/offers/RequestsInbox';
import { Page } from '@/ui/Page';

export default function ProviderRequestsPage() {
  return (
    <Page title={t('p.nav.requests')}>
      <RequestsInbox />
    </Page>
  );
}
