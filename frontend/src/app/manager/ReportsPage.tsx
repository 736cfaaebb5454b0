import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ReportForm } from '@/features/reports/ReportForm';
import { ReportHistory } from '@/features/reports/ReportHistory';
import { ReportTypes } from '@/features/reports/ReportTypes';
import { SchedulesList } from '@/features/reports/SchedulesList';
import { useReportsLive } from '@/features/reports/reads';
import { TYPES } from '@/features/reports/words';
import { Button } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';
import { Tabs } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';

const VIEWS = ['new', 'history', 'schedules'] as const;
type View = (typeof VIEWS)[number];

/** What is looked at stands in the address; `type` without a view is the form of that report, which other screens fill in. */
export default function ReportsPage() {
  const may = useMay();
  const [params, put] = useAddress();
  const [, navigate] = useLocation();
  const [adding, setAdding] = useState(false);
  useReportsLive();
  const mayWrite = may('reports:write');
  const view: View = VIEWS.find((one) => one === params.get('view')) ?? (mayWrite ? 'new' : 'history');
  const type = TYPES.find((one) => one === params.get('type')) ?? null;
  if (!may('reports:read')) {
    return (
      <Page title={t('nav.reports')}>
        <EmptyState icon="lock" title={t('problem.forbidden.title')} text={t('problem.forbidden.advice')} />
      </Page>
    );
  }
  if (view === 'new' && type && mayWrite) {
    const wanted = { first: params.get('first'), last: params.get('last'), subject: params.get('subject'), format: params.get('format') };
    return (
      <Page title={t(`reports.type.${type}`)} back="/reports">
        <ReportForm key={`${type}${wanted.subject}`} type={type} wanted={wanted} onMade={(id) => navigate(`/reports/${id}`)} />
      </Page>
    );
  }
  return (
    <Page
      title={t('nav.reports')}
      actions={
        view === 'schedules' &&
        mayWrite && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t('schedules.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        <Tabs label={t('nav.reports')} value={view} onChange={(next) => put({ view: next === 'new' ? null : next, type: null })} options={VIEWS.filter((one) => mayWrite || one !== 'new').map((value) => ({ value, label: t(`reports.view.${value}`) }))} />
        {view === 'new' && <ReportTypes />}
        {view === 'history' && <ReportHistory type={type} mayWrite={mayWrite} onType={(next) => put({ type: next })} />}
        {view === 'schedules' && <SchedulesList mayWrite={mayWrite} adding={adding} onAdd={() => setAdding(true)} onAdded={() => setAdding(false)} />}
      </div>
    </Page>
  );
}
