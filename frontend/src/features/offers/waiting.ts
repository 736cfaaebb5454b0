import type { Mission } from '@/kernel/api/missions';
import { secondsUntil, serverNow } from '@/entities/mission/clock';

/** Whether an offer still waits for a word. */
export const isWaiting = ({ offer }: Pick<Mission, 'offer'>, now: number = serverNow()): boolean => offer?.state === 'open' && secondsUntil(offer.expires_at, now) > 0;

/** The ids that were not known before. */
export const newcomers = (known: ReadonlySet<string>, now: readonly string[]): string[] => now.filter((id) => !known.has(id));
