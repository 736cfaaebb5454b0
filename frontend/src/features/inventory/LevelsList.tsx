import type { StockLevel } from '@/kernel/api/types';
import { age, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { StatusPill } from '@/entities/product/status';
import { ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { DataTable, type Column } from '@/ui/DataTable';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useLevels } from './local';
import type { LevelFilters, LevelSort } from './queries';

type Props = { filters: LevelFilters; onSort: (sort: LevelSort) => void; mayWrite: boolean; seesCost: boolean };

/** Every product with what is left of it. */
export function LevelsList({ filters, onSort, mayWrite, seesCost }: Props) {
  const query = useLevels(filters);
  const filtered = Boolean(filters.search || filters.status || filters.category);
  const columns: Column<StockLevel>[] = [
    {
      key: 'name',
      head: t('product.name'),
      sort: 'name',
      cell: (level) => level.name,
      under: (level) => level.code,
    },
    { key: 'category', head: t('product.category'), cell: (level) => level.category_name ?? '—' },
    { key: 'status', head: t('product.status'), cell: (level) => <StatusPill status={level.status} /> },
    { key: 'on_hand', head: t('product.on_hand'), right: true, sort: 'on_hand', cell: (level) => quantity(level.on_hand, level.unit) },
    { key: 'price', head: t('product.sale_price'), right: true, cell: (level) => money(level.sale_price) },
  ];
  if (seesCost) columns.push({ key: 'value', head: t('product.value'), right: true, sort: 'value', cell: (level) => money(level.value) });
  columns.push({ key: 'sold', head: t('product.last_sale'), right: true, cell: (level) => (level.last_sale_at ? age(level.last_sale_at) : '—') });

  return (
    <Loaded query={query}>
      {({ pages }) => {
        const levels = pages.flatMap((page) => page.items);
        if (!levels.length) return <Nothing filtered={filtered} filters={filters} mayWrite={mayWrite} />;
        return (
          <>
            <DataTable
              label={t('products.title')}
              rows={levels}
              rowKey={(level) => level.product_id}
              to={(level) => `/products/${level.product_id}`}
              columns={columns}
              sort={filters.sort}
              onSort={(sort) => onSort(sort as LevelSort)}
              card={(level) => (
                <Item
                  to={`/products/${level.product_id}`}
                  title={level.name}
                  detail={
                    <span>
                      <StatusPill status={level.status} />
                    </span>
                  }
                  side={
                    <>
                      <strong className="num">{quantity(level.on_hand, level.unit)}</strong>
                      <span className="soft num">{money(level.sale_price)}</span>
                    </>
                  }
                />
              )}
            />
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
  );
}

function Nothing({ filtered, filters, mayWrite }: { filtered: boolean; filters: LevelFilters; mayWrite: boolean }) {
  if (filters.status === 'rupture' && !filters.search) {
    return (
      <Card>
        <EmptyState icon="check" title={t('overview.all_good')} text={t('products.no_rupture')} />
      </Card>
    );
  }
  if (filtered) {
    return (
      <Card>
        <EmptyState icon="search" title={t('state.no_match')} text={t('products.no_match')}>
          {mayWrite && (
            <ButtonLink to="/products/new" look="second" icon="plus">
              {t('products.new')}
            </ButtonLink>
          )}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState icon="box" title={t('overview.first_title')} text={t('overview.first_text')}>
        {mayWrite && (
          <>
            <ButtonLink to="/imports/new" icon="upload">
              {t('imports.new')}
            </ButtonLink>
            <ButtonLink to="/products/new" look="second" icon="plus">
              {t('products.new')}
            </ButtonLink>
          </>
        )}
      </EmptyState>
    </Card>
  );
}
