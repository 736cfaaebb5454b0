import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { KpiBoard } from '@/features/statistics/KpiBoard';
import { Page } from '@/ui/Page';

export default function KpisPage() {
  return (
    <Page title={t('nav.kpis')} subtitle={t('kpis.subtitle')}>
      <KpiBoard seesCost={useMay()('costs:read')} />
    </Page>
  );
}
