import { lazy, Suspense } from 'react';
import { Redirect, useSearchParams } from 'wouter';
import { useHalf, useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { loadServices, t } from '@/kernel/i18n';
import { Page } from '@/ui/Page';
import { UnsentNote } from '@/features/sales/UnsentNote';
import { OverviewSections } from '@/features/statistics/OverviewSections';
import { Skeleton } from '@/ui/states';

/** Of companies that send people out alone: their messages come with it. */
const Day = lazy(async () => (await Promise.all([import('./services/Day'), loadServices()]))[0]);

export default function OverviewPage() {
  const { user } = useProfile();
  const may = useMay();
  const half = useHalf();
  const [params] = useSearchParams();
  const services = half('services') && may('requests:read');
  if (!may('dashboards:read') && !(services && !half('stock'))) return <Redirect to={may('sales:write') ? '/sales/new' : '/products'} replace />;
  return (
    <Page title={t('overview.hello', { name: firstNames(user.full_name) })}>
      <UnsentNote />
      {services && (
        <Suspense fallback={<Skeleton height={320} />}>
          <Day />
        </Suspense>
      )}
      {half('stock') && (
        <div className={services ? 'below' : undefined}>
          <OverviewSections day={params.get('day') ?? undefined} maySell={may('sales:write')} mayImport={may('imports:write')} />
        </div>
      )}
    </Page>
  );
}

/** All but the family name: "El Hadji Ndiaye" is greeted as "El Hadji". */
const firstNames = (fullName: string): string => fullName.split(/\s+/).slice(0, -1).join(' ') || fullName;
