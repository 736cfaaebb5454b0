import type { HistoryEntry } from '@/kernel/api/services';

const LATE_MS = 2 * 60_000;
const CLOCK_MS = 60_000;

/**
 * How an entry came to be known: `late` minutes after it happened (null when at once), and by how many minutes the
 * sender's clock was wrong, ahead positive (null when it was right within a minute).
 */
export function told({ occurred_at, received_at, skew_ms }: Pick<HistoryEntry, 'occurred_at' | 'received_at' | 'skew_ms'>): { late: number | null; clock: number | null } {
  const late = Date.parse(received_at) - Date.parse(occurred_at);
  const skew = skew_ms ?? 0;
  return { late: late >= LATE_MS ? Math.round(late / 60_000) : null, clock: Math.abs(skew) >= CLOCK_MS ? Math.round(skew / 60_000) : null };
}
