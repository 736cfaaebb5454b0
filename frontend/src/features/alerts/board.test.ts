import { describe, expect, it } from 'vitest';
import type { Alert } from '@/kernel/api/types';
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
