import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { SaleView, useSale } from '@/features/sales/SaleView';
import { Page } from '@/ui/Page';

export default function SalePage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const { tenant } = useProfile();
  const { data } = useSale(id);
  return (
    <Page
      title={data ? `${t(`sale.kind.${data.kind}`)} ${data.number}`.trim() : t('sale.one')}
      subtitle={data && date(data.occurred_at, 'full')}
      back="/sales"
    >
      <SaleView id={id} company={tenant.name} mayReturn={may('sales:write')} mayCancel={may('sales:cancel')} />
    </Page>
  );
}
