import { Redirect, useLocation, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { BasketBoard } from '@/features/forecasting/BasketBoard';
import { Page } from '@/ui/Page';

/** What is asked stands in the address, so that the way back from an order finds the same basket. */
export default function BasketPage() {
  const may = useMay();
  const [, navigate] = useLocation();
  const [params, setParams] = useSearchParams();
  if (!may('costs:read')) return <Redirect to="/predictions" replace />;
  const budget = Math.trunc(Number(params.get('budget')));
  const days = Math.trunc(Number(params.get('days') ?? 15));
  const wanted = budget > 0 && days > 0 ? { budget, supplier: params.get('supplier'), days } : null;
  return (
    <Page title={t('basket.title')} back="/predictions">
      <BasketBoard
        wanted={wanted}
        mayOrder={may('purchases:write')}
        onAsk={({ budget, supplier, days }) => setParams({ budget: String(budget), days: String(days), ...(supplier ? { supplier } : {}) }, { replace: true })}
        onOrdered={(id) => navigate(`/orders/${id}`)}
      />
    </Page>
  );
}
