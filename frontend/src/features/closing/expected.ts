import { useQuery } from '@tanstack/react-query';
import type { CashMove, TillPreview } from '@/kernel/api/types';
import { tenantDay } from '@/kernel/format';
import { mirrorRow, useMirror, useOperations } from '@/kernel/offline';
import { previewQuery } from './queries';
import { addedSince, addTills, knownHere, type SaleFacts, type Till } from './till';

export type Expected = {
  day: string;
  till: Till;
  /** `exact`: the server's figures of now and what this phone adds; `old`: those of earlier today; `phone`: this phone alone. */
  source: 'exact' | 'old' | 'phone';
  /** When the figures below were known, in ms since 1970. */
  at: number | null;
  moves: (Pick<CashMove, 'id' | 'type' | 'amount' | 'reason' | 'occurred_at'> & { unsent: boolean })[];
  last: TillPreview['last'];
  loading: boolean;
};

/** What a till should hold above its opening float, by the best that is known now. */
export function useExpected(userId: string | null): Expected {
  const day = tenantDay();
  const { data, error, dataUpdatedAt, isPending } = useQuery(previewQuery(userId, day));
  const queue = useOperations();
  const { rows, asOf } = useMirror<SaleFacts>('sale');
  const whose = { day, userId };

  const known = data?.moves ?? [];
  const ids = new Set(known.map(({ id }) => id));
  const made = queue
    .filter(({ type, payload, user_id, occurred_at }) => type === 'cash.move' && !ids.has(String(payload.id)) && (userId === null || user_id === userId) && tenantDay(0, Date.parse(occurred_at)) === day)
    .map(({ payload, occurred_at, status }) => ({
      id: String(payload.id),
      type: payload.type === 'IN' ? ('IN' as const) : ('OUT' as const),
      amount: Number(payload.amount),
      reason: String(payload.reason),
      occurred_at,
      unsent: status !== 'acked',
    }));
  const moves = [...made.reverse(), ...known.map((move) => ({ ...move, unsent: false }))];

  if (data) {
    const till = addTills(data.till, addedSince(queue, whose, dataUpdatedAt, (id) => mirrorRow<SaleFacts>('sale', id)));
    return { day, till, source: error ? 'old' : 'exact', at: dataUpdatedAt, moves, last: data.last, loading: false };
  }
  return { day, till: knownHere(rows, queue, whose), source: 'phone', at: asOf, moves, last: null, loading: isPending && !error };
}
