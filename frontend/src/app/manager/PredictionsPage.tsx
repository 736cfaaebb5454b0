import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { PredictionsBoard } from '@/features/forecasting/PredictionsBoard';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function PredictionsPage() {
  const may = useMay();
  const [, navigate] = useLocation();
  return (
    <Page
      title={t('nav.predictions')}
      actions={
        <>
          {may('costs:read') && (
            <ButtonLink to="/predictions/basket" look="second" icon="cash">
              {t('basket.title')}
            </ButtonLink>
          )}
          <ButtonLink to="/calendar" look="second" icon="calendar" compact>
            {t('nav.calendar')}
          </ButtonLink>
        </>
      }
    >
      <PredictionsBoard mayOrder={may('purchases:write')} onOrdered={(id) => navigate(`/orders/${id}`)} />
    </Page>
  );
}
