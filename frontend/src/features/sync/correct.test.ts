import { describe, expect, it } from 'vitest';
import type { Operation } from '@/kernel/offline';
import { askedAbout, corrected, pathOf, valueAt, withoutItems, withValue, wrong, type Part } from './correct';

const receipt = {
  id: 'r',
  order_id: null,
  supplier_id: 's',
  reference: null,
  lines: [
    { id: 'a', product_id: 'riz', quantity: 1e9, unit_cost: 500 },
    { id: 'b', product_id: 'sel', quantity: 2 },
  ],
};

const refused = (type: Operation['type'], payload: Record<string, unknown>, errors: { field: string; message: string }[] = [], code = 'validation') =>
  ({ type, payload, last_error: { status: 422, code, title: 'Nom déjà utilisé', detail: '', at: 0, errors } }) as unknown as Operation;
const name = (line: Record<string, unknown>) => String(line.product_id);
const keys = (parts: Part[]) => parts.flatMap(({ questions }) => questions.map(({ key }) => key));

describe('a path in a payload', () => {
  it('reads and writes what it leads to, and leaves the rest as it is', () => {
    expect(pathOf('lines.0.quantity')).toEqual(['lines', 0, 'quantity']);
    expect(valueAt(receipt, ['lines', 1, 'product_id'])).toBe('sel');
    expect(valueAt(receipt, ['lines', 7, 'quantity'])).toBeUndefined();
    const next = withValue(receipt, ['lines', 0, 'quantity'], 3);
    expect(next.lines).toEqual([{ ...receipt.lines[0], quantity: 3 }, receipt.lines[1]]);
    expect(next.lines[1]).toBe(receipt.lines[1]);
    expect(receipt.lines[0]!.quantity).toBe(1e9);
    expect(withValue({ scope: { shelf: 'A' } }, ['scope', 'shelf'], 'B')).toEqual({ scope: { shelf: 'B' } });
    expect(() => withValue({ scope: null }, ['scope', 'shelf'], 'B')).toThrow(TypeError);
  });

  it('takes items out of lists by where they stood', () => {
    expect(withoutItems({ lines: ['a', 'b', 'c'] }, [['lines', 0], ['lines', 2]])).toEqual({ lines: ['b'] });
  });
});

describe('a correction', () => {
  it('asks for the fields that were named, with what the server said', () => {
    const { parts, messages } = askedAbout(refused('receipt.record', receipt, [{ field: 'lines.0.quantity.int', message: 'Trop grand.' }]), name);
    expect(parts).toMatchObject([{ key: 'lines.0', title: 'riz', removable: true, questions: [{ key: 'lines.0.quantity', kind: 'quantity', message: 'Trop grand.' }] }]);
    expect(messages).toEqual([]);
  });

  it('asks for all simple fields and for no id when none was named', () => {
    const { parts, messages } = askedAbout(refused('receipt.record', receipt, [{ field: 'supplier_id', message: 'Inconnu.' }]), name);
    expect(keys(parts)).toEqual(['reference', 'lines.0.quantity', 'lines.0.unit_cost', 'lines.1.quantity']);
    expect(messages).toEqual(['Inconnu.']);
  });

  it('lets a line with a wrong id be left out', () => {
    const operation = refused('receipt.record', receipt, [{ field: 'lines.1.product_id', message: 'Donné deux fois.' }]);
    const { parts } = askedAbout(operation, name);
    expect(parts).toMatchObject([{ key: 'lines.1', message: 'Donné deux fois.', removable: true, questions: [] }]);
    expect(corrected(operation, parts, {}, new Set(['lines.1']))).toEqual({ ...receipt, lines: [receipt.lines[0]] });
  });

  it('lets a date and a lot be written anew or left out', () => {
    const dated = refused('receipt.record', { id: 'r', lines: [{ id: 'a', product_id: 'lait', quantity: 2, expires_on: '2026-01-31', lot: 'L' }] });
    const { parts } = askedAbout(dated, name);
    expect(parts[0]!.questions.slice(1).map(({ key, kind, optional }) => [key, kind, optional])).toEqual([['lines.0.expires_on', 'day', true], ['lines.0.lot', 'text', true]]);
    expect(corrected(dated, parts, { 'lines.0.expires_on': '2027-01-31', 'lines.0.lot': '' }, new Set())).toMatchObject({ lines: [{ expires_on: '2027-01-31', lot: null }] });
  });

  it('asks for the name that is taken', () => {
    const operation = refused('category.create', { id: 'c', name: 'Boissons' }, [], 'name_taken');
    const { parts } = askedAbout(operation, name);
    expect(parts).toMatchObject([{ key: '', questions: [{ key: 'name', text: 'Boissons', message: 'Nom déjà utilisé' }] }]);
    expect(corrected(operation, parts, { name: ' Jus ' }, new Set())).toEqual({ id: 'c', name: 'Jus' });
    expect(corrected(operation, parts, { name: 'Boissons' }, new Set())).toBeNull();
  });

  it.each([
    ['sale.return', { sale_id: 's', reason: null, lines: [{ line_id: 'l', quantity: 1 }] }, ['reason', 'lines.0.quantity']],
    ['sale.cancel', { sale_id: 's', reason: 'Erreur' }, ['reason']],
    ['missed_sale.record', { id: 'm', product_id: 'riz', quantity: 2 }, ['quantity']],
    ['stock.move', { id: 'm', product_id: 'riz', type: 'EXIT', quantity: 2, reason: 'Casse' }, ['quantity', 'reason']],
    ['stock.count', { id: 'c', note: null, scope: { shelf: 'A' }, lines: [{ product_id: 'riz', counted: 2 }] }, ['note', 'scope.shelf', 'lines.0.counted']],
    ['credit.pay', { id: 'p', customer_id: 'f', amount: 500, method: 'cash', note: null }, ['amount', 'method', 'note']],
    ['credit.promise', { id: 'p', customer_id: 'f', promised_on: '2026-01-01', amount: null }, ['promised_on', 'amount']],
    ['cash.move', { id: 'k', type: 'OUT', amount: 500, reason: 'Pain' }, ['amount', 'reason']],
    ['day.close', { id: 'd', day: '2026-01-01', user_id: null, opening_float: 0, counted: 500, note: null }, ['day', 'opening_float', 'counted', 'note']],
    ['order.create', { id: 'o', supplier_id: 's', expected_on: null, note: null, lines: [{ id: 'l', product_id: 'riz', quantity: 1 }] }, ['expected_on', 'note', 'lines.0.quantity']],
    ['order.send', { order_id: 'o', channel: 'phone' }, ['channel']],
  ] as [Operation['type'], Record<string, unknown>, string[]][])('has something to ask about %s', (type, payload, asked) => {
    expect(keys(askedAbout(refused(type, payload), name).parts)).toEqual(asked);
  });

  it('reads money as money and counts as counts', () => {
    const closing = askedAbout(refused('day.close', { day: '2026-01-01', counted: 12_500 }), name).parts[0]!.questions;
    expect(closing.map(({ kind, text }) => [kind, text])).toEqual([['day', '2026-01-01'], ['money', '12500']]);
    const [count] = askedAbout(refused('stock.count', { lines: [{ product_id: 'riz', counted: 2.5 }] }), name).parts[0]!.questions;
    expect(count).toMatchObject({ kind: 'quantity', text: '2,5' });
    expect(wrong(count!, 'deux')).toBeTruthy();
    expect(wrong(count!, '')).toBeTruthy();
    expect(wrong(count!, '3,5')).toBeUndefined();
  });
});
