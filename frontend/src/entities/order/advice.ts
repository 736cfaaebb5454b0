import { queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/kernel/api/client';
import { kept } from '@/kernel/api/read';
import type { AdviceLine, Predictions } from '@/kernel/api/types';
import { exact } from '@/kernel/format/exact';
import { useMirror } from '@/kernel/offline';
import { onOrder, useOrders, type OrderRow } from './mirror';
import { roundUp } from './packs';

/** What will run out and what to order. The one answer to "what should I order?": every screen that asks reads it. */
export const predictionsQuery = () =>
  queryOptions({
    queryKey: ['predictions'],
    staleTime: 60_000,
    queryFn: kept<Predictions>((options) => api.GET('/api/v1/dashboards/predictions', options)),
  });

/** How much of each product lies in orders that were not sent yet, by its id. */
export function inDrafts(orders: readonly OrderRow[]): Map<string, number> {
  const drafted = new Map<string, number>();
  for (const { status, lines } of orders) {
    if (status !== 'draft') continue;
    for (const [, productId, quantity] of lines) drafted.set(productId, exact((drafted.get(productId) ?? 0) + quantity));
  }
  return drafted;
}

type Advised = Pick<AdviceLine, 'quantity' | 'on_hand' | 'on_order' | 'pack_size'>;
type Now = { on_hand: number; awaited: number; drafted: number };

/**
 * An advised quantity as of now: what came, went or was ordered since the advice was given changes it by as much, and
 * what lies in a draft is not ordered twice.
 */
export function stillToOrder(advised: Advised, now: Now): number {
  const since = exact(Math.max(now.on_hand, 0) + now.awaited - Math.max(advised.on_hand, 0) - advised.on_order + now.drafted);
  return since === 0 ? advised.quantity : Math.max(0, roundUp(advised.quantity - since, advised.pack_size));
}

export type StillToOrder = { quantity: number; drafted: number };

/**
 * The same with what this device knows. `askedAt`: when the advice was fetched (ms since 1970); a copy that is older
 * than it has no say but for what it holds in drafts.
 */
export function useStillToOrder(askedAt: number): (line: AdviceLine) => StillToOrder {
  const products = useMirror<{ id: string; on_hand: number }>('product').byId;
  const { rows, complete, asOf } = useOrders();
  const newer = complete && asOf !== null && asOf >= askedAt;
  const { awaited, drafted } = useMemo(() => ({ awaited: onOrder(rows), drafted: inDrafts(rows) }), [rows]);
  return (line) => {
    const here = newer ? (drafted.get(line.product_id) ?? 0) : line.in_drafts;
    const shelf = newer ? products.get(line.product_id) : undefined;
    const now = shelf ? { on_hand: shelf.on_hand, awaited: awaited.get(line.product_id) ?? 0 } : { on_hand: line.on_hand, awaited: line.on_order };
    return { quantity: stillToOrder(line, { ...now, drafted: here }), drafted: here };
  };
}
