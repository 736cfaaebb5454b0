import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import type { ServiceRequest, Urgency } from '@/kernel/api/services';
import { integer, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useClock, useRequestsLive } from '@/entities/request/live';
import { fewProvidersQuery } from '@/entities/provider/reads';
import { inOrder, lateness } from '@/entities/request/late';
import { URGENCIES } from '@/entities/request/words';
import { servicesQuery } from '@/entities/service/reads';
import { zonesQuery } from '@/entities/zone/reads';
import { ZoneOptions } from '@/entities/zone/ZoneOptions';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { SearchField } from '@/ui/Field';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useAddress } from '@/ui/useAddress';
import { groupOf, GROUPS, NOBODY, NOBODY_DAYS, OPEN_GROUPS, OPEN_STATES, OVER_GROUPS, STATES, type Group } from './board';
import { requestsQuery, type RequestFilters } from './reads';
import { RequestCard } from './RequestCard';
import { UnsentRequests } from './UnsentRequests';

type View = 'open' | (typeof OVER_GROUPS)[number];

/** Every request where it stands: columns on a wide screen, one column after the other on a phone. */
export function RequestsBoard({ mayWrite }: { mayWrite: boolean }) {
  const [params, say] = useAddress();
  const now = useClock();
  useRequestsLive();
  const group = GROUPS.find((one) => one === params.get('group')) ?? null;
  const view: View = OVER_GROUPS.find((one) => one === group) ?? 'open';
  const filters: RequestFilters = {
    states: view === 'open' ? OPEN_STATES : STATES[view],
    urgency: URGENCIES.find((one) => one === params.get('urgency')) ?? null,
    service: params.get('service'),
    zone: params.get('zone'),
    provider: params.get('provider'),
    search: params.get('search') ?? '',
  };
  const narrowed = Boolean(filters.urgency ?? filters.service ?? filters.zone ?? filters.provider) || filters.search !== '';
  const lateOnly = params.get('late') === '1';
  const query = useInfiniteQuery({ ...requestsQuery(filters), placeholderData: keepPreviousData });
  const nobody = useInfiniteQuery({ ...requestsQuery({ ...filters, states: NOBODY, since: tenantDay(-NOBODY_DAYS) }), placeholderData: keepPreviousData, enabled: view === 'open' });
  return (
    <div className="stack">
      <Filters filters={filters} lateOnly={lateOnly} put={say} />
      <UnsentRequests />
      <Loaded query={query}>
        {({ pages }) => {
          const unfound = view === 'open' ? (nobody.data?.pages[0]?.items ?? []) : [];
          const found = [...pages.flatMap((page) => page.items), ...unfound].filter((request) => !lateOnly || lateness(request, now) !== null);
          return (
            <>
              <Board view={view} group={group} requests={found} more={query.hasNextPage} now={now} say={say} empty={<Nothing narrowed={narrowed || lateOnly} view={view} mayWrite={mayWrite} />} />
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

type BoardProps = {
  view: View;
  group: Group | null;
  requests: ServiceRequest[];
  /** There are others that have not been asked for. */
  more: boolean;
  now: number;
  say: (changes: Record<string, string | null>) => void;
  empty: ReactNode;
};

function Board({ view, group, requests, more, now, say, empty }: BoardProps) {
  const columns = OPEN_GROUPS.map((name) => ({ name, requests: view === 'open' ? inOrder(requests.filter(({ state }) => groupOf(state) === name), now) : [] }));
  // On a phone the first column that holds something is what one came for.
  const shown: Group = group ?? columns.find((column) => column.requests.length)?.name ?? 'waiting';
  const count = (name: Group) => columns.find((column) => column.name === name)?.requests.length;
  const label = (name: Group) => {
    const many = view === 'open' ? count(name) : undefined;
    return many ? `${t(`requests.group.${name}`)} ${integer(many)}${more ? '+' : ''}` : t(`requests.group.${name}`);
  };
  return (
    <>
      <div className="chips" role="group" aria-label={t('requests.groups')}>
        <button type="button" className="chip only-wide" aria-pressed={view === 'open'} onClick={() => say({ group: null })}>
          {t('requests.board')}
        </button>
        {GROUPS.map((name) => (
          <button
            key={name}
            type="button"
            className={OPEN_GROUPS.some((one) => one === name) ? 'chip only-narrow' : 'chip'}
            aria-pressed={name === (view === 'open' ? shown : view)}
            onClick={() => say({ group: name })}
          >
            {label(name)}
          </button>
        ))}
      </div>
      {!requests.length ? (
        <Card>{empty}</Card>
      ) : view !== 'open' ? (
        <ul className="tickets">
          {requests.map((request) => (
            <li key={request.id}>
              <RequestCard request={request} now={now} withState />
            </li>
          ))}
        </ul>
      ) : (
        <div className="board">
          {columns.map((column) => (
            <section key={column.name} className={column.name === shown ? undefined : 'only-wide'} aria-labelledby={`column-${column.name}`}>
              <h2 id={`column-${column.name}`} className="row between">
                {t(`requests.group.${column.name}`)}
                <span className="soft num">
                  {integer(column.requests.length)}
                  {more && '+'}
                </span>
              </h2>
              {column.requests.length ? (
                <ul className="tickets">
                  {column.requests.map((request) => (
                    <li key={request.id}>
                      <RequestCard request={request} now={now} />
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="soft column-empty">{t('requests.column_empty')}</p>
              )}
            </section>
          ))}
        </div>
      )}
    </>
  );
}

function Filters({ filters, lateOnly, put }: { filters: RequestFilters; lateOnly: boolean; put: (changes: Record<string, string | null>) => void }) {
  const { urgency, service, zone, provider, search } = filters;
  const chosen = [urgency, service, zone, provider].filter(Boolean).length + Number(lateOnly);
  const [open, setOpen] = useState(chosen > 0);
  const id = useId();
  const services = useQuery(servicesQuery()).data?.items;
  const zones = useQuery(zonesQuery()).data?.items;
  const providers = useQuery({ ...fewProvidersQuery({}), enabled: open }).data?.items;
  return (
    <div className="stack tight">
      <div className="row">
        <SearchField label={t('requests.search')} value={search} onSearch={(text) => put({ search: text })} />
        <Button look="second" icon="filter" aria-expanded={open} aria-controls={id} compact onClick={() => setOpen(!open)}>
          {chosen ? t('requests.filters_on', { count: chosen }) : t('requests.filters')}
        </Button>
      </div>
      <div id={id} hidden={!open} className="filters">
        <div className="input">
          <select aria-label={t('requests.urgency')} value={urgency ?? ''} onChange={(event) => put({ urgency: event.target.value as Urgency })}>
            <option value="">{t('requests.any_urgency')}</option>
            {URGENCIES.map((value) => (
              <option key={value} value={value}>
                {t(`requests.urgency.${value}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="input">
          <select aria-label={t('requests.service')} value={service ?? ''} onChange={(event) => put({ service: event.target.value })}>
            <option value="">{t('requests.any_service')}</option>
            {services?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="input">
          <select aria-label={t('requests.zone')} value={zone ?? ''} onChange={(event) => put({ zone: event.target.value })}>
            <option value="">{t('requests.any_zone')}</option>
            <ZoneOptions zones={zones ?? []} chosen={zone} />
          </select>
        </div>
        <div className="input">
          <select aria-label={t('requests.provider')} value={provider ?? ''} onChange={(event) => put({ provider: event.target.value })}>
            <option value="">{t('requests.any_provider')}</option>
            {providers?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <label className="check">
          <input type="checkbox" checked={lateOnly} onChange={(event) => put({ late: event.target.checked ? '1' : null })} />
          <span>{t('requests.late_only')}</span>
        </label>
      </div>
    </div>
  );
}

function Nothing({ narrowed, view, mayWrite }: { narrowed: boolean; view: View; mayWrite: boolean }) {
  if (narrowed) return <EmptyState icon="search" title={t('state.no_match')} text={t('requests.no_match')} />;
  if (view !== 'open') return <EmptyState icon="check" title={t(`requests.none.${view}`)} />;
  return (
    <EmptyState icon="check" title={t('requests.none.open')} text={t('requests.none_text')}>
      {mayWrite && (
        <ButtonLink to="/requests/new" icon="plus">
          {t('requests.new')}
        </ButtonLink>
      )}
    </EmptyState>
  );
}
