import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { date } from '@/kernel/format';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { auditQuery, usersQuery } from './queries';

const nameOf = (action: string): string => {
  const key = `audit.${action}`;
  return hasMessage(key) ? t(key as MessageKey) : action.replaceAll(/[._]/g, ' ');
};

/** Who changed what, the newest first. */
export function AuditCard() {
  const query = useInfiniteQuery(auditQuery());
  const users = useQuery(usersQuery());
  const who = (id: string | null) => users.data?.items.find((user) => user.id === id)?.full_name ?? t('audit.system');
  return (
    <Card flush title={t('team.audit')}>
      <Loaded query={query}>
        {({ pages }) => (
          <>
            <ul className="list">
              {pages
                .flatMap((page) => page.items)
                .map((entry) => (
                  <li key={entry.seq}>
                    <Item title={nameOf(entry.action)} detail={`${who(entry.user_id)} · ${date(entry.at, 'full')}`} />
                  </li>
                ))}
            </ul>
            <More
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              failed={query.isFetchNextPageError}
              onMore={() => void query.fetchNextPage()}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}
