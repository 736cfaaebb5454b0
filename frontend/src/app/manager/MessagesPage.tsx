import { useQuery } from '@tanstack/react-query';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { usersQuery } from '@/features/identity/queries';
import type { SentFilters as Filters } from '@/features/notifications/reads';
import { SentFilters } from '@/features/notifications/SentFilters';
import { SentFigures, SentList } from '@/features/notifications/SentList';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';
import { useAddress } from '@/ui/useAddress';

const NAMES = ['channel', 'state', 'kind', 'user_id', 'from', 'to', 'search'] as const;

export default function MessagesPage() {
  const may = useMay();
  return (
    <Page title={t('sent.title')} subtitle={t('sent.subtitle')}>
      {may('messages:read') ? <Messages mayKnowPeople={may('users:read')} /> : <EmptyState icon="lock" title={t('problem.forbidden.title')} text={t('problem.forbidden.advice')} />}
    </Page>
  );
}

function Messages({ mayKnowPeople }: { mayKnowPeople: boolean }) {
  const [params, put] = useAddress();
  const people = useQuery({ ...usersQuery(), enabled: mayKnowPeople }).data?.items ?? [];
  const filters = Object.fromEntries(NAMES.map((name) => [name, params.get(name) || undefined])) as Filters;
  const narrowed = NAMES.some((name) => params.get(name));
  return (
    <div className="stack">
      <SentFigures />
      <SentFilters filters={filters} people={people} onChange={put} />
      <SentList filters={filters} onReset={narrowed ? () => put(Object.fromEntries(NAMES.map((name) => [name, null]))) : null} />
    </div>
  );
}
