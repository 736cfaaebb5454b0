import { useInfiniteQuery } from '@tanstack/react-query';
import { date, money, quantity, signed } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { movementsQuery } from './queries';

/** The ledger of one product, the newest first. */
export function MovementList({ productId }: { productId: string }) {
  const query = useInfiniteQuery(movementsQuery(productId));
  return (
    <Card flush title={t('stock.movements')}>
      <Loaded query={query}>
        {({ pages }) => {
          const movements = pages.flatMap((page) => page.items);
          if (!movements.length) return <EmptyState icon="clock" title={t('stock.no_movement')} text={t('stock.no_movement_text')} />;
          return (
            <>
              <ul className="list">
                {movements.map((movement) => (
                  <li key={movement.id}>
                    <Item
                      title={movement.reason || movement.reference || t(`stock.type.${movement.type}`)}
                      detail={date(movement.occurred_at, 'moment')}
                      side={
                        <>
                          <strong className={`num ${movement.quantity < 0 ? 'danger' : 'ok'}`}>
                            {signed(movement.quantity)}
                          </strong>
                          <span className="soft num">
                            {movement.on_hand_after !== null
                              ? t('stock.then', { quantity: quantity(movement.on_hand_after) })
                              : movement.unit_cost !== null
                                ? money(movement.unit_cost)
                                : ''}
                          </span>
                        </>
                      }
                    />
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
          );
        }}
      </Loaded>
    </Card>
  );
}
