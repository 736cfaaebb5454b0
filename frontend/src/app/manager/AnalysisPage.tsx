import { useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { daysOf, periodOf, wrongPeriod } from '@/features/statistics/period';
import { SalesAnalysis } from '@/features/statistics/SalesAnalysis';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function AnalysisPage() {
  const may = useMay();
  const period = periodOf(useSearchParams()[0]);
  const { first, last } = daysOf(period);
  return (
    <Page
      title={t('analysis.title')}
      actions={
        may('reports:write') &&
        !wrongPeriod(period) && (
          <ButtonLink to={`/reports?type=sales_analysis&first=${first}&last=${last}`} look="second" icon="download" compact>
            {t('reports.export_excel')}
          </ButtonLink>
        )
      }
    >
      <SalesAnalysis seesCost={may('costs:read')} />
    </Page>
  );
}
