import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { StockBoard } from '@/features/statistics/StockBoard';
import { Page } from '@/ui/Page';

export default function StockPage() {
  return (
    <Page title={t('nav.stock')}>
      <StockBoard seesCost={useMay()('costs:read')} />
    </Page>
  );
}
