import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { CountHistory } from '@/features/inventory/CountHistory';
import { CountStart } from '@/features/inventory/CountStart';
import { Page } from '@/ui/Page';

export default function CountsPage() {
  const may = useMay();
  return (
    <Page title={t('nav.counts')} subtitle={t('counts.subtitle')}>
      <div className="columns">
        {may('stock:write') && <CountStart />}
        <CountHistory seesCost={may('costs:read')} />
      </div>
    </Page>
  );
}
