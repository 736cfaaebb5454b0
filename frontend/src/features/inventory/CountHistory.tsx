import { useInfiniteQuery } from '@tanstack/react-query';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isOpen, useMirror, useOperations } from '@/kernel/offline';
import { Card, Pill } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { countsQuery, type CountSummary } from './queries';

type Named = { id: string; name: string };

/** Counts made, the newest first; those of this phone that have not been sent stand at the top. */
export function CountHistory({ seesCost }: { seesCost: boolean }) {
  const query = useInfiniteQuery(countsQuery());
  const name = useCountName();
  const unsent = useOperations().filter((operation) => operation.type === 'stock.count' && isOpen(operation));
  return (
    <Card flush title={t('counts.history')}>
      {unsent.length > 0 && (
        <ul className="list">
          {[...unsent].reverse().map(({ op_id, payload, label, occurred_at }) => (
            <li key={op_id}>
              <Item to={`/counts/${String(payload.id)}`} title={label.title} detail={[date(occurred_at, 'moment'), label.detail].join(' · ')} side={<Pill tone="warn">{t('counts.on_phone')}</Pill>} />
            </li>
          ))}
        </ul>
      )}
      <Loaded query={query}>
        {({ pages }) => {
          const counts = pages.flatMap((page) => page.items);
          if (!counts.length && !unsent.length) return <EmptyState icon="check" title={t('counts.none')} text={t('counts.none_text')} />;
          return (
            <>
              <ul className="list">
                {counts.map((count) => (
                  <li key={count.id}>
                    <Item
                      to={`/counts/${count.id}`}
                      title={name(count)}
                      detail={[date(count.occurred_at, 'moment'), t('counts.products', { count: count.lines })].join(' · ')}
                      side={
                        <>
                          <strong className={count.differences ? 'warn' : 'ok'}>{t('counts.of_differences', { count: count.differences })}</strong>
                          {seesCost && count.differences > 0 && <span className="soft num">{money(count.value_difference)}</span>}
                        </>
                      }
                    />
                  </li>
                ))}
              </ul>
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

/** What was counted: a shelf, a category, or products of the whole shop. */
export function useCountName(): (count: Pick<CountSummary, 'scope'>) => string {
  const categories = useMirror<Named>('category').byId;
  return ({ scope }) => scope?.shelf ?? (scope?.category_id ? (categories.get(scope.category_id)?.name ?? t('product.category')) : t('counts.one'));
}
