import { useInfiniteQuery } from '@tanstack/react-query';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { ordersQuery } from './queries';
import { OrderPill } from './status';

/** Every order that the server knows, the newest first. */
export function OrderHistory({ seesCost }: { seesCost: boolean }) {
  const query = useInfiniteQuery(ordersQuery());
  return (
    <Card flush>
      <Loaded query={query}>
        {({ pages }) => {
          const orders = pages.flatMap((page) => page.items);
          if (!orders.length) return <EmptyState icon="truck" title={t('orders.none')} text={t('orders.none_text')} />;
          return (
            <>
              <ul className="list">
                {orders.map((order) => (
                  <li key={order.id}>
                    <Item
                      to={`/orders/${order.id}`}
                      title={`${order.number} · ${order.supplier_name}`}
                      detail={[date(order.sent_at ?? order.created_at), t('orders.lines', { count: order.line_count }), seesCost && order.total !== null && money(order.total)].filter(Boolean).join(' · ')}
                      side={<OrderPill order={order} />}
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
