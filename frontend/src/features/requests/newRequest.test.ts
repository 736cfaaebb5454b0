import { afterEach, describe, expect, it } from 'vitest';
import { formatFor } from '@/kernel/format';
import { instantOf } from './moment';
import { blank, bodyOf, errorsOf } from './newRequest';
import { slugOf } from './slug';
import { told } from './story';

const zone = (time_zone: string) => formatFor({ currency: 'XAF', currency_exponent: 0, time_zone });
afterEach(() => zone('Africa/Dakar'));

describe('a new request', () => {
  const filled = { ...blank(), name: ' Awa ', service: 's', zone: 'z' };

  it('needs a client, a service, and a district or a landmark', () => {
    expect(Object.keys(errorsOf(blank())).sort()).toEqual(['landmark', 'name', 'service']);
    expect(errorsOf(filled)).toEqual({});
    expect(errorsOf({ ...filled, zone: '', landmark: 'Derrière la mosquée' })).toEqual({});
  });

  it('has an end after its beginning, where it is not for at once', () => {
    expect(errorsOf({ ...filled, soon: false })).toHaveProperty('from');
    expect(errorsOf({ ...filled, soon: false, from: '2026-03-02T10:00', until: '2026-03-02T09:00' })).toHaveProperty('until');
  });

  it('is sent on the clock of the company, without what was left open', () => {
    zone('Africa/Douala');
    const body = bodyOf({ ...filled, soon: false, from: '2026-03-02T10:00', budget: '15 000' }, { id: 'i', customer: null });
    expect(body).toMatchObject({ client_name: 'Awa', client_phone: null, wished_from: '2026-03-02T09:00:00.000Z', wished_until: null, budget: 15_000, landmark: null });
    expect(bodyOf({ ...filled, from: '2026-03-02T10:00' }, { id: 'i', customer: null }).wished_from).toBeNull();
  });
});

it.each([
  ['Africa/Dakar', '2026-07-01T08:30', '2026-07-01T08:30:00.000Z'],
  ['Africa/Douala', '2026-07-01T00:30', '2026-06-30T23:30:00.000Z'],
  ['Europe/Paris', '2026-03-29T12:00', '2026-03-29T10:00:00.000Z'],
  ['Europe/Paris', '2026-03-29T01:00', '2026-03-29T00:00:00.000Z'],
])('reads a local time of %s', (name, local, instant) => {
  zone(name);
  expect(instantOf(local)).toBe(instant);
});

it('makes the end of an address of a name', () => {
  expect(slugOf("depann'express douala")).toBe('depann-express-douala');
  expect(slugOf('  -a- ')).toBe('a');
});

it('tells a late word and a wrong clock from what came at once', () => {
  const at = '2026-03-02T10:00:00Z';
  expect(told({ occurred_at: at, received_at: '2026-03-02T10:01:00Z', skew_ms: 5_000 })).toEqual({ late: null, clock: null });
  expect(told({ occurred_at: at, received_at: '2026-03-02T12:00:00Z', skew_ms: -7_200_000 })).toEqual({ late: 120, clock: -120 });
});
