import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { SalesAnalysis } from '@/features/statistics/SalesAnalysis';
import { Page } from '@/ui/Page';

export default function AnalysisPage() {
  return (
    <Page title={t('analysis.title')}>
      <SalesAnalysis seesCost={useMay()('costs:read')} />
    </Page>
  );
}
