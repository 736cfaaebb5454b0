import { useInfiniteQuery } from '@tanstack/react-query';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { archivedQuery } from './queries';

/** Products no longer sold; their history stays. */
export function ArchivedProducts({ search, category }: { search: string; category: string | null }) {
  const query = useInfiniteQuery(archivedQuery(search, category));
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const products = pages.flatMap((page) => page.items);
        if (!products.length) {
          return (
            <Card>
              <EmptyState icon="box" title={t('products.none_archived')} text={t('products.none_archived_text')} />
            </Card>
          );
        }
        return (
          <Card flush>
            <ul className="list">
              {products.map((product) => (
                <li key={product.id}>
                  <Item to={`/products/${product.id}`} title={product.name} detail={product.code} side={<span className="num">{money(product.sale_price)}</span>} />
                </li>
              ))}
            </ul>
            <More
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              failed={query.isFetchNextPageError}
              onMore={() => void query.fetchNextPage()}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}
