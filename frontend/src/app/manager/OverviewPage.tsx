import { Redirect, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Page } from '@/ui/Page';
import { UnsentNote } from '@/features/sales/UnsentNote';
import { OverviewSections } from '@/features/statistics/OverviewSections';

export default function OverviewPage() {
  const { user } = useProfile();
  const may = useMay();
  const [params] = useSearchParams();
  if (!may('dashboards:read')) return <Redirect to={may('sales:write') ? '/sales/new' : '/products'} replace />;
  return (
    <Page title={t('overview.hello', { name: firstNames(user.full_name) })}>
      <UnsentNote />
      <OverviewSections day={params.get('day') ?? undefined} maySell={may('sales:write')} mayImport={may('imports:write')} />
    </Page>
  );
}

/** All but the family name: "El Hadji Ndiaye" is greeted as "El Hadji". */
const firstNames = (fullName: string): string => fullName.split(/\s+/).slice(0, -1).join(' ') || fullName;
