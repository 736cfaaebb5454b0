import { describe, expect, it } from 'vitest';
import type { Alert } from '@/kernel/api/types';
import { eventText, orderOf, withoutEchoes } from './events';
import { gather } from './groups';
import { clock, hoursUntilMorning, MOST_HOURS } from './snooze';

const alert = (id: string, urgency: number, product: string | null, supplier: string | null): Alert =>
  ({ id, urgency, product_id: product, product_name: product, supplier_id: supplier, supplier_name: supplier }) as Alert;

const alerts = [alert('a', 1, 'riz', 'Sodipar'), alert('b', 1, 'huile', null), alert('c', 2, 'riz', 'Sodipar'), alert('d', 3, null, null), alert('e', 4, 'savon', 'Sodipar')];
const seen = (by: Parameters<typeof gather>[1]) => gather(alerts, by).map(({ name, alerts: some }) => [name, some.map(({ id }) => id).join('')]);

describe('alerts', () => {
  it('are gathered by urgency, by product and by supplier, the most urgent first', () => {
    expect(seen('urgency')).toEqual([['Urgent', 'ab'], ['À prévoir', 'c'], ['À suivre', 'de']]);
    expect(seen('product')).toEqual([['riz', 'ac'], ['huile', 'b'], ['L’entreprise', 'd'], ['savon', 'e']]);
    expect(seen('supplier')).toEqual([['Sodipar', 'ace'], ['Sans fournisseur', 'b'], ['L’entreprise', 'd']]);
  });
});

describe('putting off', () => {
  it('ends on the morning of the chosen day', () => {
    expect(hoursUntilMorning(1, 15, 10)).toBe(16);
    expect(hoursUntilMorning(1, 15, 40)).toBe(15);
    expect(hoursUntilMorning(4, 6, 0)).toBe(97);
  });

  it('takes what the server takes', () => {
    expect(hoursUntilMorning(0, 15, 0)).toBe(1);
    expect(hoursUntilMorning(45, 8, 0)).toBe(MOST_HOURS);
  });

  it('goes by the clock of the company', () => {
    const noon = Date.parse('2026-11-25T12:05:00Z');
    expect(clock('Africa/Dakar', noon)).toEqual({ hour: 12, minute: 5 });
    expect(clock('Africa/Douala', noon)).toEqual({ hour: 13, minute: 5 });
  });
});

describe('what happened', () => {
  it('is said with whom it reached and what came of it', () => {
    expect(eventText({ name: 'told', details: { kind: 'digest', people: 2 } })).toBe('Message envoyé à 2 personnes');
    expect(eventText({ name: 'told', details: {} })).toBe('Message envoyé');
    expect(eventText({ name: 'suppressed', details: { reason: 'silenced', by: 'x' } })).toBe('Sans message : une alerte plus grave le dit déjà');
    expect(eventText({ name: 'snoozed', details: { until: '2026-11-28T07:30:00Z' } })).toMatch(/^Reportée jusqu’au 28 nov/);
    expect(orderOf({ name: 'ordered', details: { order_id: 'o' } })).toBe('o');
  });

  it('does not say twice that an alert was seen when it was ordered', () => {
    const at = '2026-11-25T10:00:00Z';
    const events = [
      { id: 'seen', name: 'acknowledged', at, alert_id: 'a' },
      { id: 'ordered', name: 'ordered', at, alert_id: 'a' },
      { id: 'other', name: 'acknowledged', at, alert_id: 'b' },
    ] as const;
    expect(withoutEchoes(events).map(({ id }) => id)).toEqual(['ordered', 'other']);
  });
});
