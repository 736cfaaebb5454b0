import type { ServiceRequest, Urgency } from '@/kernel/api/services';

/** Minutes after which a request without anybody is late. */
const UNASSIGNED_MINUTES: Record<Urgency, number> = { normal: 30, urgent: 10, emergency: 5 };

type Judged = Pick<ServiceRequest, 'state' | 'urgency' | 'state_at' | 'opened_at' | 'wished_from' | 'wished_until' | 'eta'>;
export type Lateness = 'unassigned' | 'wished' | 'eta' | 'nobody';

/**
 * Why a request is late at that moment (ms since 1970), the gravest reason; null where it is not. A request for later
 * is not late as long as its time is half an hour off.
 */
export function lateness({ state, urgency, opened_at, wished_from, wished_until, eta }: Judged, now: number): Lateness | null {
  if (state === 'no_provider_found') return 'nobody';
  if (state === 'service_completed' || state === 'cancelled') return null;
  const before = state !== 'service_started' && state !== 'provider_arrived';
  if (before && wished_until !== null && now > Date.parse(wished_until)) return 'wished';
  if (state === 'request_received' || state === 'provider_search' || state === 'provider_notified') {
    const since = Math.max(Date.parse(opened_at), wished_from === null ? 0 : Date.parse(wished_from) - 30 * 60_000);
    return now - since > UNASSIGNED_MINUTES[urgency] * 60_000 ? 'unassigned' : null;
  }
  return eta !== null && now > Date.parse(eta.high) ? 'eta' : null;
}

const WEIGHT: Record<Urgency, number> = { emergency: 0, urgent: 1, normal: 2 };

/** Of one column: the late ones first, then by urgency, then who has waited longest. */
export function inOrder<T extends Judged>(requests: readonly T[], now: number): T[] {
  const late = new Map(requests.map((request) => [request, lateness(request, now) === null ? 1 : 0]));
  return [...requests].sort((a, b) => late.get(a)! - late.get(b)! || WEIGHT[a.urgency] - WEIGHT[b.urgency] || a.opened_at.localeCompare(b.opened_at));
}

/** "12 min", "3 h 05", "2 j" since then. */
export function elapsed(since: string, now: number): { unit: 'minutes' | 'hours' | 'days'; count: number; minutes: number } {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  if (minutes < 60) return { unit: 'minutes', count: minutes, minutes: 0 };
  if (minutes < 24 * 60) return { unit: 'hours', count: Math.floor(minutes / 60), minutes: minutes % 60 };
  return { unit: 'days', count: Math.floor(minutes / 1440), minutes: 0 };
}
