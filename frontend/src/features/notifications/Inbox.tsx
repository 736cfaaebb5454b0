import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { explain } from '@/kernel/api/problem';
import type { InboxItem } from '@/kernel/api/types';
import { date, day as dayText, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { toast } from '@/ui/Toast';
import { inboxQuery } from './reads';
import { markAllSeen, markSeen, placeOf, sendSeen } from './seen';
import type { Kind } from './types';
import { useUnread } from './unread';
import { useNews } from './useNews';
import { became, byDay, KIND_ICONS } from './words';

type Filter = 'unread' | Exclude<Kind, 'test' | 'reply'>;

/** What this person was told, by day; from this device when there is no network. */
export function Inbox() {
  const [filter, setFilter] = useState<Filter | null>(null);
  const all = useInfiniteQuery(inboxQuery());
  // A list that is here whole is narrowed here, and so is what was kept when the network is away.
  const whole = all.data !== undefined && !all.hasNextPage;
  const narrowed = useInfiniteQuery({ ...inboxQuery(filter === 'unread' ? { unread: true } : { kind: filter ?? undefined }), enabled: filter !== null && !whole });
  const query = filter !== null && !whole && !(narrowed.error && !narrowed.data && all.data) ? narrowed : all;
  useNews(['notifications', 'inbox']);
  useEffect(() => {
    void sendSeen().catch((error: unknown) => toast(explain(error).title, { bad: true }));
  }, []);

  return (
    <div className="stack">
      <Chips<Filter>
        label={t('inbox.filter')}
        value={filter}
        onChange={setFilter}
        options={[
          { value: null, label: t('inbox.all') },
          { value: 'unread', label: t('inbox.unread') },
          ...(['alert', 'digest', 'report', 'offer', 'request', 'account'] as const).map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        ]}
      />
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items).filter((item) => !filter || (filter === 'unread' ? !item.seen_at : item.kind === filter));
          if (!items.length && !query.hasNextPage) return <Nothing filter={filter} onAll={() => setFilter(null)} />;
          return (
            <>
              {byDay(items).map(({ day, items }) => (
                <Card key={day} flush title={dayName(day)}>
                  <ul className="list">
                    {items.map((item) => (
                      <li key={item.id}>
                        <Line item={item} />
                      </li>
                    ))}
                  </ul>
                </Card>
              ))}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** Marks everything as read; there while something is not. */
export function MarkAllSeen() {
  const count = useUnread();
  const [busy, setBusy] = useState(false);
  if (!count) return null;
  const run = async () => {
    setBusy(true);
    try {
      await markAllSeen();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button look="second" icon="checks" compact busy={busy} onClick={() => void run()}>
      {t('inbox.mark_all')}
    </Button>
  );
}

function Line({ item }: { item: InboxItem }) {
  const [, navigate] = useLocation();
  const [whole, setWhole] = useState(false);
  const open = () => {
    void markSeen([item.id]).catch((error: unknown) => toast(explain(error).title, { bad: true }));
    const to = placeOf(item);
    if (to === '/inbox') setWhole(!whole);
    else navigate(to);
  };
  return (
    <button type="button" className={item.seen_at ? 'item told' : 'item told unread'} onClick={open}>
      <span className={item.urgent ? 'avatar urgent' : 'avatar'}>
        <Icon name={KIND_ICONS[item.kind]} />
      </span>
      <span className="grow">
        <span className="title clip">
          {!item.seen_at && <span className="sr">{t('inbox.is_unread')} </span>}
          {item.title}
        </span>
        {item.body && <span className={whole ? 'told-body whole' : 'told-body'}>{item.body}</span>}
        <span className="soft">
          {date(item.created_at, 'time')} · {became(item)}
        </span>
      </span>
    </button>
  );
}

function Nothing({ filter, onAll }: { filter: Filter | null; onAll: () => void }) {
  return (
    <Card>
      {filter ? (
        <EmptyState icon={filter === 'unread' ? 'check' : 'bell'} title={filter === 'unread' ? t('inbox.all_read') : t('inbox.none_of_kind')}>
          <Button look="second" onClick={onAll}>
            {t('inbox.show_all')}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon="bell" title={t('inbox.empty')} text={t('inbox.empty_text')}>
          <ButtonLink to="/settings/notifications" icon="settings" look="second">
            {t('inbox.choose')}
          </ButtonLink>
        </EmptyState>
      )}
    </Card>
  );
}

function dayName(day: string): string {
  if (day === tenantDay()) return t('inbox.today');
  if (day === tenantDay(-1)) return t('inbox.yesterday');
  return dayText(day, 'weekday');
}
