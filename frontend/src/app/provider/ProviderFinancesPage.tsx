import { t } from '@/kernel/i18n';
import { FinancesBoard } from '@/features/provider-home/FinancesBoard';
import { Page } from '@/ui/Page';

export default function ProviderFinancesPage() {
  return (
    <Page title={t('p.nav.finances')}>
      <FinancesBoard />
    </Page>
  );
}
