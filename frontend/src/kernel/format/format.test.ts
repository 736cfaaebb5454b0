import { describe, expect, it } from 'vitest';
import en from '../i18n/en';
import { setMessages } from '../i18n';
import * as format from './index';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  it('writes whole francs as people say them', () => {
    expect(plain(format.money(12500))).toBe('12 500 F');
    expect(plain(format.money(-500))).toBe('-500 F');
    expect(format.money(null)).toBe('—');
  });

  it('writes a currency with cents by its own sign', () => {
    format.formatFor({ currency: 'EUR', currency_exponent: 2, time_zone: 'Europe/Paris' });
    expect(plain(format.money(1234567))).toBe('12 345,67 €');
    format.formatFor({ currency: 'GBP', currency_exponent: 2, time_zone: 'Europe/London' });
    setMessages('en', en);
    expect(format.money(123450)).toBe('£1,234.50');
  });

  it.each([
    ['12 500', 12500],
    ['12.500', 12500],
    ['12,500 F', 12500],
    ['1 250 000 FCFA', 1250000],
    ['12 500,50', 12501],
    ['0', 0],
    ['', null],
    ['douze', NaN],
  ])('reads %j in francs as %s', (text, amount) => expect(format.parseMoney(text)).toBe(amount));

  it('reads cents where there are cents', () => {
    format.formatFor({ currency: 'EUR', currency_exponent: 2, time_zone: 'Europe/Paris' });
    expect(format.parseMoney('12,5')).toBe(1250);
    expect(format.parseMoney('1.250,50 €')).toBe(125050);
  });

  it('round-trips what it offers for editing', () => {
    expect(format.parseMoney(format.moneyToText(1250000))).toBe(1250000);
    format.formatFor({ currency: 'EUR', currency_exponent: 2, time_zone: 'Europe/Paris' });
    expect(format.parseMoney(format.moneyToText(1205))).toBe(1205);
  });
});

describe('numbers', () => {
  it.each([
    ['2,5', 2.5],
    ['2.5', 2.5],
    ['1 234,5', 1234.5],
    ['1,250.50', 1250.5],
    ['-3', -3],
    ['2,5,1', 251],
    ['3 kg', NaN],
    ['  ', null],
  ])('reads %j as %s', (text, value) => expect(format.parseNumber(text)).toBe(value));

  it('keeps at most three decimals and puts the unit in the plural', () => {
    expect(plain(format.quantity(2.5, 'sac'))).toBe('2,5 sacs');
    expect(plain(format.quantity(1.5, 'sac'))).toBe('1,5 sac');
    expect(plain(format.quantity(12, 'kg'))).toBe('12 kg');
    expect(plain(format.quantity(3, 'box'))).toBe('3 box');
    expect(plain(format.quantity(7, 'rouleau'))).toBe('7 rouleaux');
    expect(format.quantity(0.12345)).toBe('0,123');
  });

  it('signs changes', () => {
    expect(plain(format.change(0.137))).toBe('+14 %');
    expect(plain(format.change(-0.041))).toBe('-4,1 %');
    expect(format.signed(3)).toBe('+3');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');

  it('tells the age of data', () => {
    expect(format.age(now - 20_000, now)).toBe('à l’instant');
    expect(format.age(now - 5 * 60_000, now)).toBe('il y a 5 min');
    expect(format.age(now - 3 * 3_600_000, now)).toBe('il y a 3 h');
    expect(format.age(now - 26 * 3_600_000, now)).toBe('hier');
    expect(format.age(now - 3 * 86_400_000, now)).toBe('il y a 3 jours');
    expect(format.age(now - 30 * 86_400_000, now)).toBe('21 oct. 2026');
  });

  it('does not let a clock that is behind make data come from the future', () => {
    expect(format.age(now + 90_000, now)).toBe('à l’instant');
  });

  it('knows the company’s day, not the device’s', () => {
    const lateEvening = Date.parse('2026-11-20T23:30:00Z');
    expect(format.tenantDay(0, lateEvening)).toBe('2026-11-20');
    format.formatFor({ currency: 'XAF', currency_exponent: 0, time_zone: 'Africa/Douala' });
    expect(format.tenantDay(0, lateEvening)).toBe('2026-11-21');
    expect(format.tenantDay(-6, lateEvening)).toBe('2026-11-15');
  });

  it('leaves a calendar day where it is', () => {
    expect(format.day('2026-11-01', 'day')).toBe('1 nov. 2026');
  });
});
