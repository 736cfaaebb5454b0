import { describe, expect, it } from 'vitest';
import { setMessages } from '@/kernel/i18n';
import en from '@/kernel/i18n/en';
import more from '@/kernel/i18n/en/more';
import { became, byDay, price, reasonOf } from './words';

const now = Date.parse('2026-06-03T20:00:00Z');

describe('what became of a notification', () => {
  it('names the way and how far it came', () => {
    expect(became({ state: 'read', channel: 'whatsapp', due_at: null })).toBe('Envoyé par WhatsApp, lu');
    expect(became({ state: 'delivered', channel: 'sms', due_at: null })).toBe('Reçu par SMS');
    expect(became({ state: 'sent', channel: 'push', due_at: null })).toBe('Envoyé sur un appareil');
    expect(became({ state: 'sent', channel: null, due_at: null })).toBe('Envoyé');
    expect(became({ state: 'failed', channel: 'sms', due_at: null })).toBe('N’a pas pu être envoyé');
    setMessages('en', { ...en, ...more });
    expect(became({ state: 'read', channel: 'email', due_at: null })).toBe('Sent by e-mail, read');
  });

  it('says until when it waits, with the day when it is another', () => {
    expect(became({ state: 'held', channel: null, due_at: '2026-06-03T21:30:00Z' }, now)).toBe('En attente, partira à 21:30');
    expect(became({ state: 'held', channel: null, due_at: '2026-06-04T07:00:00Z' }, now)).toMatch(/^En attente, partira le 4 juin/);
    expect(became({ state: 'held', channel: null, due_at: '2026-06-03T19:00:00Z' }, now)).toBe('En attente du prochain envoi');
  });
});

describe('words of money and codes', () => {
  it('writes thousandths of a franc as people pay them', () => {
    expect(price(22_000)).toBe('22\u00a0F');
    expect(price(3500)).toBe('3,5 F');
    expect(price(0)).toBe('0\u00a0F');
    expect(price(1_234_567)).toMatch(/^1\s235\sF$/);
  });

  it('explains the codes that it knows, and shows the others', () => {
    expect(reasonOf('131026')).toMatch(/pas WhatsApp/);
    expect(reasonOf('4711')).toBe('Le service a répondu par le code 4711.');
  });
});

describe('lists by day', () => {
  it('keeps the order and begins anew with each of the company’s days', () => {
    const at = (created_at: string) => ({ created_at });
    const days = byDay([at('2026-06-03T09:00:00Z'), at('2026-06-03T00:10:00Z'), at('2026-06-02T23:50:00Z')]);
    expect(days.map(({ day, items }) => [day, items.length])).toEqual([
      ['2026-06-03', 2],
      ['2026-06-02', 1],
    ]);
  });
});
