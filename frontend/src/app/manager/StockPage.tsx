import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { StockBoard } from '@/features/statistics/StockBoard';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function StockPage() {
  const may = useMay();
  return (
    <Page
      title={t('nav.stock')}
      actions={
        may('reports:write') && (
          <ButtonLink to="/reports?type=stock_inventory" look="second" icon="download" compact>
            {t('reports.export_excel')}
          </ButtonLink>
        )
      }
    >
      <StockBoard seesCost={may('costs:read')} />
    </Page>
  );
}
