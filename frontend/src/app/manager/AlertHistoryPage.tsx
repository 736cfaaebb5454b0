import { t } from '@/kernel/i18n';
import { AlertHistory } from '@/features/alerts/AlertHistory';
import { Page } from '@/ui/Page';

export default function AlertHistoryPage() {
  return (
    <Page title={t('history.title')} back="/alerts">
      <AlertHistory />
    </Page>
  );
}
