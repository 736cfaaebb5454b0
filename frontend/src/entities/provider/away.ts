import type { Me } from '@/kernel/api/missions';

/** Whether away mode holds at a moment (ms since 1970): from when it begins until it ends, or until one says otherwise. */
export function isAway({ away_from, away_until }: Pick<Me, 'away_from' | 'away_until'>, now: number = Date.now()): boolean {
  if (away_from === null && away_until === null) return false;
  return (away_from === null || Date.parse(away_from) <= now) && (away_until === null || now < Date.parse(away_until));
}
