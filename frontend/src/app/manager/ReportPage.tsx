import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { reportQuery, useReportsLive } from '@/features/reports/reads';
import { ReportView } from '@/features/reports/ReportView';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';

export default function ReportPage() {
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const mayWrite = useMay()('reports:write');
  const query = useQuery(reportQuery(id));
  useReportsLive();
  return (
    <Page title={query.data?.title ?? t('reports.one')} back="/reports?view=history">
      <Loaded query={query}>
        {(report) => (
          <ReportView
            key={report.id}
            report={report}
            mayWrite={mayWrite}
            onAgain={(next) => navigate(`/reports/${next}`, { replace: true })}
            onGone={() => navigate('/reports?view=history', { replace: true })}
          />
        )}
      </Loaded>
    </Page>
  );
}
