import { useLocation, useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useKnownProduct } from '@/entities/product/useKnownProduct';
import { AnalysisBoard } from '@/features/forecasting/AnalysisBoard';
import { Page } from '@/ui/Page';

export default function ProductAnalysisPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const [, navigate] = useLocation();
  const product = useKnownProduct(id).data;
  return (
    <Page title={product?.name ?? t('outlook.title')} subtitle={product && t('outlook.title')} back={`/products/${id}`}>
      <AnalysisBoard productId={id} mayOrder={may('purchases:write')} onOrdered={(order) => navigate(`/orders/${order}`)} />
    </Page>
  );
}
