import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages } from '@/kernel/api/read';
import type { Kpis, SalesAnalysis, StockDetail, StockItem } from '@/kernel/api/types';
import { daysOf, type Comparison, type Period } from './period';

export type TopBy = 'revenue' | 'units' | 'margin';

/** Figures of many days: a minute does not change them. */
const staleTime = 60_000;

export const salesAnalysisQuery = (period: Period, compare: Comparison, top: TopBy) =>
  queryOptions({
    queryKey: ['statistics', 'sales', { period, compare, top }],
    staleTime,
    queryFn: kept<SalesAnalysis>((options) =>
      api.GET('/api/v1/dashboards/sales-analysis', { params: { query: { ...daysOf(period), compare, top_by: top } }, ...options }),
    ),
  });

export const kpisQuery = (period: Period) =>
  queryOptions({
    queryKey: ['statistics', 'kpis', { period }],
    staleTime,
    queryFn: kept<Kpis>((options) => api.GET('/api/v1/analytics/kpis', { params: { query: daysOf(period) }, ...options })),
  });

export const SORTS = ['stock_out', 'name', '-name', 'on_hand', '-on_hand', 'coverage', '-coverage', '-revenue', 'revenue', '-value', 'value', 'last_sale', '-last_sale'] as const;
type StockSort = (typeof SORTS)[number];
export const STATUSES = ['rupture', 'low', 'ok', 'dead', 'untracked'] as const;
export type Wanted = (typeof STATUSES)[number];
export const CLASSES = ['A', 'B', 'C'] as const;

export type StockFilters = {
  search: string;
  status: Wanted | null;
  category: string | null;
  supplier: string | null;
  abc: (typeof CLASSES)[number] | null;
  sort: StockSort;
};

const queryOf = ({ search, status, category, supplier, abc }: Omit<StockFilters, 'sort'>) => ({
  search: search || undefined,
  status: status ?? undefined,
  category_id: category ?? undefined,
  supplier_id: supplier ?? undefined,
  abc: abc ?? undefined,
});

export const stockQuery = ({ sort, ...filters }: StockFilters) =>
  infiniteQueryOptions({
    queryKey: ['statistics', 'stock', { sort, ...filters }],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<StockItem, StockDetail>(({ cursor, ...options }) =>
      api.GET('/api/v1/dashboards/stock-detail', { params: { query: { cursor, limit: 50, sort, ...queryOf(filters) } }, ...options }),
    ),
  });

/** How many products are in each state, whichever of them is looked at. */
export const stockTotalsQuery = ({ search, category, supplier, abc }: StockFilters) =>
  queryOptions({
    queryKey: ['statistics', 'stock-totals', { search, category, supplier, abc }],
    queryFn: kept<StockDetail>((options) =>
      api.GET('/api/v1/dashboards/stock-detail', { params: { query: { limit: 1, sort: 'name', ...queryOf({ search, status: null, category, supplier, abc }) } }, ...options }),
    ),
  });
