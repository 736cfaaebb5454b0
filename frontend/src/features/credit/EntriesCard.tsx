import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CreditEntry } from '@/kernel/api/types';
import { date, day, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { Arrival } from '@/ui/Arrival';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { EmptyState, ErrorState, SkeletonList, StaleNotice } from '@/ui/states';
import { localEntries } from './carnet';
import { carnetQuery, olderEntriesQuery } from './queries';

/** The lines of one carnet, the newest first; on top what this phone has done that is not among the server's. */
export function EntriesCard({ customerId }: { customerId: string }) {
  const query = useQuery(carnetQuery(customerId));
  const queue = useOperations();
  const entries = query.data?.entries.items ?? [];
  const here = localEntries(queue, customerId, entries, query.dataUpdatedAt);
  const next = query.data?.entries.next_cursor ?? null;
  return (
    <Card flush title={t('credit.entries')}>
      {query.data && query.error && (
        <div style={{ padding: '12px 18px 0' }}>
          <StaleNotice error={query.error} at={query.dataUpdatedAt} onRetry={() => void query.refetch()} />
        </div>
      )}
      {here.length > 0 && (
        <ul className="list">
          {here.map(({ operation, type, amount }) => (
            <li key={operation.op_id}>
              <Item
                title={t(`credit.entry.${type}`)}
                detail={
                  <span className="row wrap" style={{ gap: '2px 8px' }}>
                    <span>{date(operation.occurred_at, 'moment')}</span>
                    <Arrival operation={operation} />
                  </span>
                }
                side={<Amount amount={amount} />}
              />
            </li>
          ))}
        </ul>
      )}
      {entries.length > 0 && <Rows entries={entries} />}
      {!query.data && !query.error && <SkeletonList rows={4} />}
      {!query.data && query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !entries.length && !here.length && <EmptyState icon="book" title={t('credit.no_entry')} text={t('credit.no_entry_text')} />}
      {next && <Older key={next} customerId={customerId} from={next} />}
    </Card>
  );
}

function Older({ customerId, from }: { customerId: string; from: string }) {
  const [asked, setAsked] = useState(false);
  const query = useInfiniteQuery({ ...olderEntriesQuery(customerId, from), enabled: asked });
  if (!query.data) {
    return (
      <div className="row" style={{ justifyContent: 'center', padding: 16 }}>
        <Button look="second" busy={query.isFetching} onClick={() => (asked ? void query.refetch() : setAsked(true))}>
          {query.error ? t('action.retry') : t('action.more')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <Rows entries={query.data.pages.flatMap(({ items }) => items)} />
      <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
    </>
  );
}

function Rows({ entries }: { entries: CreditEntry[] }) {
  return (
    <ul className="list">
      {entries.map((entry) => (
        <li key={entry.id}>
          <Item
            to={entry.sale_id ? `/sales/${entry.sale_id}` : undefined}
            title={t(`credit.entry.${entry.type}`)}
            detail={[
              entry.sale_number,
              date(entry.occurred_at, 'moment'),
              entry.method && t(`payment.${entry.method}`),
              entry.due_on && t('credit.to_pay_by', { day: day(entry.due_on) }),
              entry.note,
            ]
              .filter(Boolean)
              .join(' · ')}
            side={<Amount amount={entry.amount} />}
          />
        </li>
      ))}
    </ul>
  );
}

/** What was paid or given back stands out from what was bought. */
function Amount({ amount }: { amount: number }) {
  return <strong className={amount < 0 ? 'num ok' : 'num'}>{amount > 0 ? `+${money(amount)}` : money(amount)}</strong>;
}
