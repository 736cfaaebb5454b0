import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import type { Mission, MissionTab } from '@/kernel/api/missions';
import { t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';
import { useServerNow } from '@/entities/mission/clock';
import { MissionRow } from '@/entities/mission/MissionRow';
import { missionsQuery } from '@/entities/mission/reads';
import { TABS } from '@/entities/mission/words';
import { Filters, filtersOf, hasFilters } from './Filters';
import { useGestures } from './swipe';

/** All that was ever asked of one, by where it stands; a flick to the side goes to the next tab, a pull asks again. */
export function RequestsInbox() {
  const [params, say] = useAddress();
  const client = useQueryClient();
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'new';
  const filters = filtersOf(params);
  const [open, setOpen] = useState(hasFilters(filters));
  const [pull, setPull] = useState({ offset: 0, enough: false });
  const [came, setCame] = useState<'left' | 'right' | null>(null);
  const query = useInfiniteQuery(missionsQuery(tab, filters));
  const now = useServerNow(tab === 'new');
  // After a flick the tab that is shown may lie beside the screen.
  const tabs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Nothing is returned: newer browsers answer with a promise, which is no cleanup.
    tabs.current?.querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const go = (next: MissionTab) => {
    setCame(TABS.indexOf(next) > TABS.indexOf(tab) ? 'right' : 'left');
    say({ tab: next === 'new' ? null : next });
  };
  const refresh = () => client.invalidateQueries({ queryKey: ['missions'] });
  const box = useGestures<HTMLDivElement>({
    onSwipe: (to) => {
      const next = TABS[TABS.indexOf(tab) + (to === 'left' ? 1 : -1)];
      if (next) go(next);
    },
    onPull: (offset, enough) => setPull({ offset, enough }),
    onRelease: (enough) => {
      setPull({ offset: 0, enough: false });
      if (enough) void refresh();
    },
  });
  const busy = query.isFetching && !query.isFetchingNextPage;
  return (
    <div ref={box} className="stack pullable" style={{ '--pull': `${pull.offset}px` } as CSSProperties}>
      <div className={pull.enough ? 'pull enough' : 'pull'} aria-hidden="true">
        <Icon name="refresh" />
      </div>
      <div ref={tabs}>
        <Chips<MissionTab> label={t('p.tabs')} value={tab} onChange={(next) => go(next ?? 'new')} options={TABS.map((value) => ({ value, label: t(`p.tab.${value}`) }))} />
      </div>
      <div className="row between">
        <button type="button" className="chip" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="filter" size={20} />
          {t('p.filter')}
        </button>
        <IconButton icon="refresh" label={t('p.refresh')} aria-busy={busy || undefined} onClick={() => void refresh()} />
      </div>
      {open && <Filters filters={filters} onChange={say} seen={query.data?.pages.flatMap(({ items }) => items) ?? []} />}
      <Loaded query={query}>
        {({ pages }) => {
          const missions = pages.flatMap((page) => page.items);
          if (!missions.length) return <Nothing tab={tab} filtered={hasFilters(filters)} />;
          return (
            <div key={tab} className={came ? `from-${came}` : undefined}>
              <Missions missions={missions} now={now} />
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </div>
          );
        }}
      </Loaded>
    </div>
  );
}

function Missions({ missions, now }: { missions: Mission[]; now: number }) {
  return (
    <Card flush>
      <ul className="list">
        {missions.map((mission) => (
          <li key={mission.id}>
            <MissionRow mission={mission} now={now} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Nothing({ tab, filtered }: { tab: MissionTab; filtered: boolean }) {
  return (
    <Card>
      {filtered ? (
        <EmptyState icon="search" title={t('state.no_match')} text={t('p.no_match')} />
      ) : (
        <EmptyState icon={tab === 'new' ? 'bell' : 'wrench'} title={t(`p.none.${tab}`)} text={tab === 'new' ? t('p.none.new_text') : undefined} />
      )}
    </Card>
  );
}
