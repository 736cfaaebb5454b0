import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { MissionsSummary } from '@/kernel/api/missions';
import { integer, money, percent } from '@/kernel/format';
import { language, t } from '@/kernel/i18n';
import { useLite } from '@/kernel/lite';
import { Button } from '@/ui/Button';
import { Card, figures, Kpi } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { summaryQuery } from '@/entities/mission/reads';
import { waitText } from './figures';

/** Below what is read first, and for many never: they come by themselves. */
const Charts = lazy(() => import('./Charts'));

/** How the work stands, in the order one asks in the morning. */
export function HomeBoard() {
  const query = useQuery(summaryQuery());
  return (
    <Loaded query={query} skeleton={<Skeleton height={360} />}>
      {(summary) => <Board summary={summary} />}
    </Loaded>
  );
}

const stars = (value: number) => value.toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function Board({ summary }: { summary: MissionsSummary }) {
  const lite = useLite();
  const [unfolded, setUnfolded] = useState(false);
  const { today, week, acceptance, rating } = summary;
  const trend = rating.mean === null || rating.before === null ? null : rating.mean - rating.before;
  return (
    <div className="stack">
      <Alerts alerts={summary.alerts} />
      <section className="hero" aria-label={t('p.week')}>
        <h2 className="name">{t('p.week')}</h2>
        <div className="value" style={figures(money(week.gross))}>
          {money(week.gross)}
        </div>
        <p className="note">{t('p.week_net', { amount: money(week.net), missions: t('p.missions', { count: week.missions }) })}</p>
      </section>
      <div className="kpis">
        <Kpi name={t('p.today.new')} value={integer(today.new)} to="/p/requests" note={t('p.today.new_note')} />
        <Kpi name={t('p.today.accepted')} value={integer(today.accepted)} to="/p/requests?tab=accepted" note={t('p.today.accepted_note')} />
        <Kpi name={t('p.today.running')} value={integer(today.running)} to="/p/requests?tab=running" note={t('p.today.running_note')} />
        <Kpi name={t('p.today.done')} value={integer(today.done)} to="/p/requests?tab=done" note={t('p.today')} />
        <Kpi name={t('p.acceptance')} value={percent(acceptance.rate, 0)} note={t('p.acceptance_of', { accepted: acceptance.accepted, count: acceptance.delivered })} />
        <Kpi
          name={t('p.rating')}
          value={rating.mean === null ? '—' : stars(rating.mean)}
          note={
            trend === null ? (
              t('p.reviews', { count: rating.count })
            ) : (
              <span className={trend < 0 ? 'danger' : 'ok'}>
                {t(trend < 0 ? 'p.rating_down' : 'p.rating_up', { by: stars(Math.abs(trend)) })}
              </span>
            )
          }
        />
        <Kpi wide name={t('p.response')} value={waitText(summary.response_seconds)} note={t('p.seven_days')} />
      </div>
      {!lite || unfolded ? (
        <Suspense fallback={<Skeleton height={300} />}>
          <Charts summary={summary} />
        </Suspense>
      ) : (
        <Button look="second" icon="chart" wide onClick={() => setUnfolded(true)}>
          {t('lite.show_charts')}
        </Button>
      )}
    </div>
  );
}

/** What should not wait. */
function Alerts({ alerts: { unseen, urgent, waiting } }: Pick<MissionsSummary, 'alerts'>) {
  const rows: { count: number; icon: IconName; text: string; bad?: boolean }[] = [
    { count: urgent, icon: 'alert', text: t('p.alert.urgent', { count: urgent }), bad: true },
    { count: unseen, icon: 'bell', text: t('p.alert.unseen', { count: unseen }) },
    { count: waiting, icon: 'clock', text: t('p.alert.waiting', { count: waiting }) },
  ];
  const shown = rows.filter(({ count }) => count > 0);
  if (!shown.length) return null;
  return (
    <Card flush title={t('p.alerts')}>
      <ul className="list">
        {shown.map(({ icon, text, bad }) => (
          <li key={icon}>
            <Link href="/p/requests" className="item">
              <span className={bad ? 'danger' : undefined}>
                <Icon name={icon} />
              </span>
              <span className="grow title">{text}</span>
              <Icon name="chevron" size={20} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
