import { describe, expect, it } from 'vitest';
import type { RequestState, ServiceRequest } from '@/kernel/api/services';
import { elapsed, inOrder, lateness } from '@/entities/request/late';
import { actsOf, feeIsDue } from './allowed';
import { groupOf, GROUPS, NOBODY, OPEN_STATES, STATES } from './board';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const request = (change: Partial<ServiceRequest> = {}) =>
  ({ state: 'provider_search', urgency: 'normal', opened_at: ago(5), state_at: ago(5), wished_from: null, wished_until: null, eta: null, ...change }) as ServiceRequest;

const EVERY: RequestState[] = [
  'request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started', 'service_completed', 'no_provider_found', 'cancelled',
]; // prettier-ignore

describe('the board', () => {
  it('has one column for every state', () => {
    expect(GROUPS.flatMap((group) => STATES[group]).sort()).toEqual([...EVERY].sort());
    for (const state of EVERY) expect(STATES[groupOf(state)]).toContain(state);
  });

  it('asks for what is not over, and beside it for those for whom nobody was found', () => {
    expect([...OPEN_STATES, ...NOBODY, 'service_completed', 'cancelled'].sort()).toEqual([...EVERY].sort());
  });
});

describe('a request is late', () => {
  it('when nobody has it for longer than its urgency allows', () => {
    expect(lateness(request({ opened_at: ago(30) }), NOW)).toBeNull();
    expect(lateness(request({ opened_at: ago(31) }), NOW)).toBe('unassigned');
    expect(lateness(request({ opened_at: ago(11), urgency: 'urgent' }), NOW)).toBe('unassigned');
    expect(lateness(request({ opened_at: ago(6), urgency: 'emergency', state: 'provider_notified' }), NOW)).toBe('unassigned');
  });

  it('not while its wished time is far, and always once that is over before somebody came', () => {
    const tomorrow = new Date(NOW + 86_400_000).toISOString();
    expect(lateness(request({ opened_at: ago(600), wished_from: tomorrow }), NOW)).toBeNull();
    expect(lateness(request({ state: 'provider_enroute', wished_until: ago(1) }), NOW)).toBe('wished');
    expect(lateness(request({ state: 'provider_arrived', wished_until: ago(1) }), NOW)).toBeNull();
  });

  it('when it is past the end of what was to be expected', () => {
    const eta = { at: ago(20), low: ago(30), high: ago(1) };
    expect(lateness(request({ state: 'provider_enroute', eta }), NOW)).toBe('eta');
    expect(lateness(request({ state: 'provider_enroute', eta: { ...eta, high: ago(-1) } }), NOW)).toBeNull();
    expect(lateness(request({ state: 'service_completed', eta }), NOW)).toBeNull();
  });

  it('and stands before the others, by urgency, the longest wait first', () => {
    const rows = [
      request({ client_name: 'fresh', opened_at: ago(1) }),
      request({ client_name: 'late', opened_at: ago(50) }),
      request({ client_name: 'later', opened_at: ago(90) }),
      request({ client_name: 'urgent', opened_at: ago(2), urgency: 'urgent' }),
    ];
    expect(inOrder(rows, NOW).map(({ client_name }) => client_name)).toEqual(['later', 'late', 'urgent', 'fresh']);
  });
});

it('says for how long in the unit that one thinks in', () => {
  expect(elapsed(ago(0), NOW)).toEqual({ unit: 'minutes', count: 0, minutes: 0 });
  expect(elapsed(ago(59), NOW)).toEqual({ unit: 'minutes', count: 59, minutes: 0 });
  expect(elapsed(ago(185), NOW)).toEqual({ unit: 'hours', count: 3, minutes: 5 });
  expect(elapsed(ago(3000), NOW)).toEqual({ unit: 'days', count: 2, minutes: 0 });
});

describe('what can be done', () => {
  it('is what the server allows, in the words of the company', () => {
    const to = (...states: RequestState[]) => states.map((to_state) => ({ to_state, to_stage: null }));
    expect(actsOf({ state: 'provider_search', allowed: to('provider_notified', 'cancelled') })).toEqual(['assign', 'cancel']);
    expect(actsOf({ state: 'no_provider_found', allowed: to('provider_search') })).toEqual(['assign', 'relaunch']);
    expect(actsOf({ state: 'provider_enroute', allowed: to('provider_search', 'cancelled') })).toEqual(['give_back', 'cancel']);
    expect(actsOf({ state: 'service_started', allowed: to('service_completed', 'cancelled') })).toEqual(['complete', 'cancel']);
    expect(actsOf({ state: 'service_completed', allowed: to('service_started') })).toEqual(['reopen']);
    expect(actsOf({ state: 'service_completed', allowed: [] })).toEqual([]);
    expect(actsOf({ state: 'cancelled', allowed: [] })).toEqual([]);
  });

  it('costs a fee once somebody is on the way', () => {
    expect(feeIsDue({ state: 'provider_accepted' })).toBe(false);
    expect(feeIsDue({ state: 'provider_enroute' })).toBe(true);
  });
});
