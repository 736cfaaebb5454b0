import { beforeAll, describe, expect, it } from 'vitest';
import { formatFor } from '@/kernel/format';
import type { CreditEntry } from '@/kernel/api/types';
import type { Operation } from '@/kernel/offline';
import { creditSaleEffects, isLate, overLimit } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { chargedOf, termsOf } from '@/entities/customer/terms';
import { accountsOf, bucketsOf, daysBetween, localEntries, promisedAmount, sumsOf } from './carnet';
import { composeStatement, whatsappUrl } from './statement';

const TODAY = '2026-03-20';
const person = (id: string, more: Partial<CustomerRow>): CustomerRow => ({ id, name: id, phone: null, version: 1, is_active: true, ...more });
const awa = person('awa', { balance: 45_000, oldest_due: '2026-03-01' });
const binta = person('binta', { balance: 90_000, oldest_due: '2026-04-10' });
const cheikh = person('cheikh', { balance: 5000, oldest_due: '2026-01-15', promise: '2026-03-25' });
const demba = person('demba', { balance: 2000, oldest_due: '2026-02-01' });
const fatou = person('fatou', { balance: -3000 });
const all = [awa, binta, cheikh, demba, fatou, person('gora', { balance: 0 })];

const operation = (more: Partial<Operation>): Operation =>
  ({ op_id: 'o', status: 'pending', acked_at: null, type: 'credit.pay', payload: {}, effects: [], occurred_at: '2026-03-20T10:00:00Z', ...more }) as Operation;

beforeAll(() => formatFor({ currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' }));

describe('who owes', () => {
  it('puts the longest late first, then who owes most', () => {
    expect(accountsOf(all, 'owing', TODAY).map(({ id }) => id)).toEqual(['demba', 'awa', 'binta', 'cheikh']);
    expect(accountsOf(all, 'late', TODAY).map(({ id }) => id)).toEqual(['demba', 'awa']);
    expect(accountsOf(all, 'advance', TODAY).map(({ id }) => id)).toEqual(['fatou']);
  });

  it('waits until the promised day, and not a day longer', () => {
    expect(isLate(cheikh, '2026-03-25')).toBe(false);
    expect(isLate(cheikh, '2026-03-26')).toBe(true);
  });

  it('sums debts and advances apart', () => {
    expect(sumsOf(all, TODAY)).toEqual({ owed: 142_000, owing: 4, late: 2, lateAmount: 47_000, advances: 3000 });
    expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3);
  });

  it('shares the four ages of a debt, and nothing of none', () => {
    const shares = bucketsOf({ days_0_30: 50, days_31_60: 25, days_61_90: 0, days_over_90: 25 }).map(({ share }) => share);
    expect(shares).toEqual([0.5, 0.25, 0, 0.25]);
    expect(bucketsOf({ days_0_30: 0, days_31_60: 0, days_61_90: 0, days_over_90: 0 }).every(({ share }) => share === 0)).toBe(true);
  });
});

describe('a credit sale', () => {
  it('goes over the limit by what exceeds it', () => {
    const limited = { balance: 18_000, credit_limit: 20_000 };
    expect(overLimit(limited, 6500)).toBe(4500);
    expect(overLimit(limited, 2000)).toBe(0);
    expect(overLimit({ balance: 18_000, credit_limit: null }, 6500)).toBe(0);
    expect(overLimit({ balance: 0, credit_limit: 0 }, 100)).toBe(100);
  });

  it('charges what was not paid at once', () => {
    expect(chargedOf(10_000, { paid_now: 2500 })).toBe(7500);
    expect(chargedOf(10_000, { paid_now: 12_000 })).toBe(0);
    expect(termsOf({ paid_now: 0, paid_by: 'cash', due_on: null }, 900)).toEqual({});
    expect(termsOf({ paid_now: 500, paid_by: 'mobile_money', due_on: '2026-04-01' }, 400)).toEqual({ paid_now: 400, paid_by: 'mobile_money', due_on: '2026-04-01' });
  });

  it('keeps the earliest due day of what is still owed', () => {
    expect(creditSaleEffects(awa, 'awa', 1000, '2026-04-01')[0]?.set).toEqual({ oldest_due: '2026-03-01' });
    expect(creditSaleEffects(fatou, 'fatou', 1000, '2026-04-01')[0]?.set).toEqual({ oldest_due: '2026-04-01' });
    expect(creditSaleEffects(awa, 'awa', 0, null)).toEqual([]);
  });
});

describe('the lines of this phone', () => {
  const owes = (amount: number) => [{ kind: 'customer', id: 'awa', add: { balance: amount } }];
  const entries = [{ id: 'p1', sale_id: null }] as CreditEntry[];

  it('stand above the server’s until those have them', () => {
    const queue = [
      operation({ op_id: '1', payload: { id: 'p1' }, effects: owes(-500), status: 'acked', acked_at: 200 }),
      operation({ op_id: '2', payload: { id: 'p2' }, effects: owes(-700), status: 'acked', acked_at: 50 }),
      operation({ op_id: '3', payload: { id: 'p3' }, effects: owes(-900), status: 'acked', acked_at: 200 }),
      operation({ op_id: '4', type: 'sale.record', payload: { id: 's1' }, effects: owes(4000) }),
      operation({ op_id: '5', payload: { id: 'p5' }, effects: [{ kind: 'customer', id: 'binta', add: { balance: -1 } }] }),
    ];
    expect(localEntries(queue, 'awa', entries, 100).map(({ operation: { op_id }, type, amount }) => [op_id, type, amount])).toEqual([
      ['4', 'CHARGE', 4000],
      ['3', 'PAYMENT', -900],
    ]);
  });

  it('let the last promise count', () => {
    const promise = (amount: number | null) => operation({ type: 'credit.promise', payload: { customer_id: 'awa', amount } });
    expect(promisedAmount([], 'awa', 3000)).toBe(3000);
    expect(promisedAmount([promise(100), promise(200)], 'awa', 3000)).toBe(200);
    expect(promisedAmount([promise(null)], 'awa', 3000)).toBeNull();
  });
});

describe('the statement', () => {
  const facts = { shop: 'Chez Awa', name: 'Moussa', today: TODAY, balance: 12_500, promisedOn: '2026-03-27', promisedAmount: null };
  const lines = [
    { day: '2026-03-01', type: 'CHARGE' as const, number: 'V-0007', amount: 15_000 },
    { day: '2026-03-10', type: 'PAYMENT' as const, number: null, amount: -5000 },
  ];
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

  it('is written in the company’s language and brings forward what its lines do not explain', () => {
    expect(plain(composeStatement({ ...facts, language: 'fr', lines }))).toBe(
      [
        'Bonjour Moussa,',
        'Votre compte chez Chez Awa au 20/03/2026 :',
        '',
        'Report : 2 500 F',
        '- 01/03/2026 Achat V-0007 : 15 000 F',
        '- 10/03/2026 Versement : -5 000 F',
        '',
        '*Reste à payer : 12 500 F*',
        'Paiement promis pour le 27/03/2026.',
        'Merci de votre confiance.',
      ].join('\n'),
    );
    expect(plain(composeStatement({ ...facts, language: 'en', lines: [] }))).toContain('Your account at Chez Awa on 20 Mar 2026:');
  });

  it('says when nothing is owed, and an advance', () => {
    expect(composeStatement({ ...facts, language: 'fr', balance: 0, lines: [] })).toContain('Votre compte est à jour');
    expect(plain(composeStatement({ ...facts, language: 'fr', balance: -2000, lines: [] }))).toContain('*Votre avance : 2 000 F*');
  });

  it('opens the customer’s conversation, or asks for one', () => {
    expect(whatsappUrl('+221 77 123 45 67', 'à & b')).toBe('https://wa.me/221771234567?text=%C3%A0%20%26%20b');
    expect(whatsappUrl(null, 'x')).toBe('https://wa.me/?text=x');
  });
});
