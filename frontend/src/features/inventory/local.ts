import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { byName, findProducts, levelOf, useProducts, type ProductRow } from '@/entities/product/mirror';
import { levelsQuery, type LevelFilters } from './queries';

const PAGE = 50;

type Order = (a: StockLevel, b: StockLevel) => number;
const ORDERS: Record<'name' | 'on_hand' | 'value', Order> = {
  name: (a, b) => byName(a.name, b.name),
  on_hand: (a, b) => a.on_hand - b.on_hand,
  value: (a, b) => (a.value ?? 0) - (b.value ?? 0),
};

/** The list as the API gives it, made of what this device has. Archived products are another list. */
function listLevels(rows: readonly ProductRow[], { search, status, category, sort }: LevelFilters, level: (row: ProductRow) => StockLevel = levelOf): StockLevel[] {
  const inside = rows.filter((row) => row.is_active && (!category || row.category_id === category));
  const found = findProducts(inside, search).map(level);
  const shown = status ? found.filter((one) => one.status === status) : found;
  // A search by name puts the best match first; any other order was asked for.
  if (search && sort === 'name') return shown;
  const order = ORDERS[sort.replace('-', '') as keyof typeof ORDERS];
  const way = sort.startsWith('-') ? -1 : 1;
  return shown.sort((a, b) => way * order(a, b) || byName(a.name, b.name));
}

/** Every product with what is left: from this device once it has them all, from the server until then. */
export function useLevels(filters: LevelFilters) {
  const { rows, level, complete, loading, asOf } = useProducts();
  const { search, status, category, sort } = filters;
  const asked = useInfiniteQuery({ ...levelsQuery(filters), placeholderData: keepPreviousData, enabled: !complete && !loading });
  const key = JSON.stringify(filters);
  const [more, setMore] = useState({ key, pages: 1 });
  const pages = more.key === key ? more.pages : 1;
  const all = useMemo(
    () => (complete ? listLevels(rows, { search, status, category, sort }, level) : []),
    // `level` is made anew at each look, from the same rows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [complete, rows, search, status, category, sort],
  );
  if (!complete) return asked;
  return {
    data: { pages: [{ items: all.slice(0, pages * PAGE), next_cursor: null }], pageParams: [null] },
    error: null,
    isPending: false,
    dataUpdatedAt: asOf ?? 0,
    refetch: asked.refetch,
    hasNextPage: all.length > pages * PAGE,
    isFetchingNextPage: false,
    isFetchNextPageError: false,
    fetchNextPage: async () => setMore({ key, pages: pages + 1 }),
  };
}
