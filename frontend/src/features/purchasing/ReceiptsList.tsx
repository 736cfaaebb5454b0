import { useInfiniteQuery } from '@tanstack/react-query';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isOpen, useOperations } from '@/kernel/offline';
import { Card, Pill } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { receiptsQuery } from './queries';

/** Goods that came, the latest first; those of this phone that have not been sent stand at the top. */
export function ReceiptsList({ seesCost }: { seesCost: boolean }) {
  const query = useInfiniteQuery(receiptsQuery());
  const unsent = useOperations().filter((operation) => operation.type === 'receipt.record' && isOpen(operation));
  return (
    <Card flush title={t('receive.history')}>
      {unsent.length > 0 && (
        <ul className="list">
          {[...unsent].reverse().map(({ op_id, label, occurred_at }) => (
            <li key={op_id}>
              <Item title={label.title} detail={[date(occurred_at, 'moment'), label.detail].join(' · ')} side={<Pill tone="warn">{t('counts.on_phone')}</Pill>} />
            </li>
          ))}
        </ul>
      )}
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (!items.length && !unsent.length) return <EmptyState icon="truck" title={t('receive.none')} text={t('receive.none_text')} />;
          return (
            <>
              <ul className="list">
                {items.map((receipt) => (
                  <li key={receipt.id}>
                    <Item
                      to={receipt.order_id ? `/orders/${receipt.order_id}` : undefined}
                      title={receipt.supplier_name ?? t('product.no_supplier')}
                      detail={[date(receipt.occurred_at, 'moment'), receipt.order_number, receipt.reference].filter(Boolean).join(' · ')}
                      side={
                        <>
                          <span className="num">{t('orders.lines', { count: receipt.line_count })}</span>
                          {seesCost && receipt.total !== null && <span className="soft num">{money(receipt.total)}</span>}
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
