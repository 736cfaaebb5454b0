import { t } from '@/kernel/i18n';
import { PerformanceBoard } from '@/features/tracking/PerformanceBoard';
import { Page } from '@/ui/Page';

export default function PerformancePage() {
  return (
    <Page title={t('nav.performance')} subtitle={t('perf.text')}>
      <PerformanceBoard />
    </Page>
  );
}
