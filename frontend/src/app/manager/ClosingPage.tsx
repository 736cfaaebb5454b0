import { useMay } from '@/kernel/auth/permissions';
import { tenantDay, day } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ClosingBoard } from '@/features/closing/ClosingBoard';
import { ClosingsCard } from '@/features/closing/ClosingsCard';
import { Page } from '@/ui/Page';

export default function ClosingPage() {
  const may = useMay();
  return (
    <Page title={t('nav.closing')} subtitle={day(tenantDay(), 'weekday')}>
      <div className="columns">
        <ClosingBoard mayShop={may('sales:cancel')} mayMove={may('sales:write')} />
        {may('sales:read') && <ClosingsCard mayPrint={may('reports:write')} />}
      </div>
    </Page>
  );
}
