import type { Me } from '@/kernel/api/missions';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { enqueue, isOpen, type Operation } from '@/kernel/offline';
import { isAway } from './away';

/** The switch and the away mode, as a whole; moments are UTC. */
export type Wish = Pick<Me, 'is_available' | 'away_from' | 'away_until'>;

/** The words of the switch. */
export const wishText = ({ is_available, ...away }: Wish): string => t(is_available && !isAway(away) ? 'p.available' : 'p.unavailable');

const untilText = ({ away_from, away_until }: Wish): string | undefined => {
  if (away_until) return t('p.away.until', { when: date(away_until, 'moment') });
  return away_from ? t('p.away.open') : undefined;
};

/** Says whether one can be asked: written down here first, so that nobody waits for a network to go home. */
export const setAvailability = (id: string, wish: Wish): Promise<Operation> =>
  enqueue({
    type: 'availability.set',
    lane: `availability:${id}`,
    payload: { ...wish },
    label: { title: wishText(wish), detail: untilText(wish) },
    effects: [{ kind: 'provider', id, set: { ...wish }, add: { version: 1 } }],
  });

/** What the switch does: an away mode ends with it, one that is still to come stays. */
export const switched = (me: Wish, now: number = Date.now()): Wish => {
  const away = isAway(me, now);
  const planned = !away && me.away_from !== null && Date.parse(me.away_from) > now;
  return { is_available: away || !me.is_available, away_from: planned ? me.away_from : null, away_until: planned ? me.away_until : null };
};

export type Wished<T extends Wish> = {
  me: T;
  /** What was said here last and is not in the answer of `asOf`. */
  operation: Operation | null;
};

/**
 * Oneself with what was said here since the server's answer, of the moment `asOf` (ms since 1970). What the server
 * refused is not what holds: the list of what waits tells of it.
 */
export function withWish<T extends Wish>(me: T, queue: readonly Operation[], asOf: number): Wished<T> {
  const operation = queue.findLast(({ type, status, acked_at }) => type === 'availability.set' && (status === 'acked' ? (acked_at ?? 0) > asOf : status !== 'rejected' && status !== 'conflict'));
  if (!operation) return { me, operation: null };
  const { is_available, away_from, away_until } = operation.payload as Wish;
  return { me: { ...me, is_available, away_from, away_until }, operation: isOpen(operation) ? operation : null };
}
