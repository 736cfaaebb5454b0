import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { day, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card, figures } from '@/ui/Card';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { MissionRow } from '@/entities/mission/MissionRow';
import { missionsQuery, summaryQuery } from '@/entities/mission/reads';
import { monthsOf } from './figures';

/** What one's own completed work brought: this month, and month by month each mission. */
export function FinancesBoard() {
  const summary = useQuery(summaryQuery());
  const done = useInfiniteQuery(missionsQuery('done'));
  return (
    <div className="stack">
      <Loaded query={summary} skeleton={<Skeleton height={160} />}>
        {({ month }) => (
          <section className="hero" aria-label={t('p.earned')}>
            <h2 className="name">{t('p.earned')}</h2>
            <div className="value" style={figures(money(month.gross))}>
              {money(month.gross)}
            </div>
            <p className="note">{t('p.week_net', { amount: money(month.net), missions: t('p.missions', { count: month.missions }) })}</p>
          </section>
        )}
      </Loaded>
      <Loaded query={done}>
        {({ pages }) => {
          const months = monthsOf(pages.flatMap((page) => page.items));
          return (
            <>
              {months.length === 0 && (
                <Card>
                  <EmptyState icon="cash" title={t('p.none.done')} text={t('p.none.done_text')} />
                </Card>
              )}
              {months.map(({ month, missions, work, materials, total }, index) => {
                // The month that goes on below what has been fetched has no sum yet.
                const whole = index < months.length - 1 || !done.hasNextPage;
                return (
                  <Card key={month} flush title={day(`${month}-01`, 'month')} aside={whole && <strong className="num">{money(total)}</strong>}>
                    {whole && <p className="soft" style={{ paddingInline: 18 }}>{t('p.month_of', { work: money(work), materials: money(materials) })}</p>}
                    <ul className="list">
                      {missions.map((mission) => (
                        <li key={mission.id}>
                          <MissionRow mission={mission} now={0} />
                        </li>
                      ))}
                    </ul>
                  </Card>
                );
              })}
              <More hasMore={done.hasNextPage} loading={done.isFetchingNextPage} failed={done.isFetchNextPageError} onMore={() => void done.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
