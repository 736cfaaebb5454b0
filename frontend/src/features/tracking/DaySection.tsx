import { useQuery } from '@tanstack/react-query';
import { date, integer, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { inOrder, lateness } from '@/entities/request/late';
import { useClock, useRequestsLive } from '@/entities/request/live';
import { StatePill } from '@/entities/request/words';
import { ButtonLink } from '@/ui/Button';
import { Card, Kpi } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { AdviceCard } from './AdviceCard';
import { dayQuery, openRequestsQuery } from './reads';

const SHOWN = 8;

/** The services day: what stands where, what is late, what was earned, what would help. */
export function DaySection({ mayWrite }: { mayWrite: boolean }) {
  useRequestsLive();
  const query = useQuery(dayQuery());
  return (
    <div className="stack">
      <Loaded query={query} skeleton={<Skeleton height={220} />}>
        {(day) => (
          <>
            <section className="hero" aria-label={t('day.title')}>
              <p className="name">{t('day.amount')}</p>
              <p className="value" style={{ ['--n' as string]: money(day.amount_today).length }}>
                {money(day.amount_today)}
              </p>
              <p className="note">{t('day.done', { count: day.completed_today })}</p>
              <div className="periods">
                <div>
                  <span className="note">{t('day.opened')}</span>
                  <strong>{integer(day.opened_today)}</strong>
                </div>
                <div>
                  <span className="note">{t('day.accept')}</span>
                  <strong>{day.accept_seconds === null ? '—' : t('day.minutes', { count: Math.max(1, Math.round(day.accept_seconds / 60)) })}</strong>
                </div>
                <div>
                  <span className="note">{t('day.rating')}</span>
                  <strong>{day.satisfaction.mean === null ? '—' : t('day.stars', { value: quantity(Math.round(day.satisfaction.mean * 10) / 10) })}</strong>
                </div>
                <div>
                  <span className="note">{t('day.available')}</span>
                  <strong>{t('providers.of', { load: day.available, capacity: day.providers })}</strong>
                </div>
              </div>
            </section>
            <div className="kpis">
              <Kpi name={t('day.unassigned')} value={integer(day.unassigned)} tone={day.unassigned ? 'warn' : undefined} to="/requests?group=waiting" />
              <Kpi name={t('day.accepted')} value={integer(day.accepted)} to="/requests?group=accepted" />
              <Kpi name={t('day.running')} value={integer(day.running)} to="/requests?group=moving" />
              <Kpi name={t('day.urgent')} value={integer(day.urgent)} tone={day.urgent ? 'danger' : undefined} to="/requests?urgency=urgent" />
            </div>
          </>
        )}
      </Loaded>
      <div className="columns">
        <Late mayWrite={mayWrite} />
        <AdviceCard />
      </div>
    </div>
  );
}

function Late({ mayWrite }: { mayWrite: boolean }) {
  const now = useClock();
  const query = useQuery(openRequestsQuery());
  return (
    <Card flush title={t('day.late')} aside={<ButtonLink to="/requests" look="plain" small>{t('action.see_all')}</ButtonLink>}>
      <Loaded query={query}>
        {({ items }) => {
          const late = inOrder(
            items.filter((request) => lateness(request, now) !== null),
            now,
          );
          if (!items.length) {
            return (
              <EmptyState icon="check" title={t('day.nothing_open')}>
                {mayWrite && (
                  <ButtonLink to="/requests/new" icon="plus">
                    {t('requests.new')}
                  </ButtonLink>
                )}
              </EmptyState>
            );
          }
          if (!late.length) return <EmptyState icon="check" title={t('day.none_late')} />;
          return (
            <ul className="list">
              {late.slice(0, SHOWN).map((request) => (
                <li key={request.id}>
                  <Item
                    to={`/requests/${request.id}`}
                    lead={
                      <span className="sign danger">
                        <Icon name="alert" size={20} />
                      </span>
                    }
                    title={`${request.service_name} · ${request.client_name}`}
                    detail={[t(`requests.late.${lateness(request, now)!}`), request.zone_name, date(request.opened_at, 'moment')].filter(Boolean).join(' · ')}
                    side={<StatePill state={request.state} stage={request.stage} />}
                  />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
