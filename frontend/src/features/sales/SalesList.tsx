import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { SaleSummary } from '@/kernel/api/types';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { DataTable, type Column } from '@/ui/DataTable';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useLocalSales } from './local';
import { SaleState } from './SaleState';
import { UnsentSales } from './UnsentSales';
import { salesQuery, type SaleFilters, type SaleSort } from './queries';

type Props = { filters: SaleFilters; onSort: (sort: SaleSort) => void; maySell: boolean };

export function SalesList({ filters, onSort, maySell }: Props) {
  const asked = useInfiniteQuery({ ...salesQuery(filters), placeholderData: keepPreviousData });
  const local = useLocalSales(filters);
  // These filters were never asked for with network: the last days are on this device all the same.
  const query = !asked.data && asked.error && local.sales ? { ...asked, data: { pages: [{ items: local.sales, next_cursor: null }], pageParams: [null] }, dataUpdatedAt: local.asOf ?? 0 } : asked;
  const columns: Column<SaleSummary>[] = [
    { key: 'number', head: t('sale.number'), cell: (sale) => sale.number },
    { key: 'at', head: t('sale.date'), sort: 'occurred_at', cell: (sale) => <span className="num">{date(sale.occurred_at, 'full')}</span> },
    { key: 'customer', head: t('sale.customer'), cell: (sale) => sale.customer_name ?? '—' },
    { key: 'payment', head: t('sale.payment'), cell: (sale) => t(`payment.${sale.payment_method}`) },
    { key: 'state', head: t('sale.state'), cell: (sale) => <SaleState sale={sale} /> },
    { key: 'lines', head: t('sale.lines'), right: true, cell: (sale) => sale.line_count },
    { key: 'total', head: t('sale.total'), right: true, sort: 'total', cell: (sale) => <strong>{money(sale.total)}</strong> },
  ];
  return (
    <>
    <UnsentSales filters={filters} />
    <Loaded query={query}>
      {({ pages }) => {
        const sales = pages.flatMap((page) => page.items);
        if (!sales.length) {
          return (
            <Card>
              <EmptyState icon="receipt" title={t('sales.empty')} text={t('sales.empty_text')}>
                {maySell && (
                  <ButtonLink to="/sales/new" icon="plus">
                    {t('nav.new_sale')}
                  </ButtonLink>
                )}
              </EmptyState>
            </Card>
          );
        }
        return (
          <>
            <DataTable
              label={t('sales.title')}
              rows={sales}
              rowKey={(sale) => sale.id}
              to={(sale) => `/sales/${sale.id}`}
              columns={columns}
              sort={filters.sort}
              onSort={(sort) => onSort(sort as SaleSort)}
              card={(sale) => (
                <Item
                  to={`/sales/${sale.id}`}
                  title={sale.customer_name ?? sale.number}
                  detail={
                    <span className="row wrap" style={{ gap: '2px 8px' }}>
                      <SaleState sale={sale} />
                      <span>{date(sale.occurred_at, 'moment')}</span>
                    </span>
                  }
                  side={
                    <>
                      <strong className="num">{money(sale.total)}</strong>
                      <span className="soft">{t(`payment.${sale.payment_method}`)}</span>
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
    </>
  );
}
