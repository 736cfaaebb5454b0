import { describe, expect, it } from 'vitest';
import { FREQUENCIES, kindsFor, ladderText, moved, preferenceOf, preferenceText, toggled, withPreference } from './ladder';

describe('the ways to somebody', () => {
  it('change places', () => {
    expect(moved(['whatsapp', 'sms', 'email'], 'email', -1)).toEqual(['whatsapp', 'email', 'sms']);
    expect(moved(['whatsapp', 'sms'], 'whatsapp', 1)).toEqual(['sms', 'whatsapp']);
    expect(moved(['whatsapp', 'sms'], 'whatsapp', -1)).toEqual(['whatsapp', 'sms']);
    expect(moved(['whatsapp'], 'sms', -1)).toEqual(['whatsapp']);
  });

  it('come last when they are taken up, and leave the others in their order', () => {
    expect(toggled(['email'], 'whatsapp')).toEqual(['email', 'whatsapp']);
    expect(toggled(['whatsapp', 'sms', 'email'], 'sms')).toEqual(['whatsapp', 'email']);
  });

  it('are told as a person would say it', () => {
    expect(ladderText(['whatsapp', 'sms', 'email'])).toBe('D’abord WhatsApp, puis SMS, puis e-mail si le message n’arrive pas');
    expect(ladderText(['email', 'sms'])).toBe('D’abord E-mail, puis SMS si le message n’arrive pas');
    expect(ladderText(['sms'])).toBe('SMS seulement');
    expect(ladderText([])).toBe('Seulement dans Digiboost');
  });
});

describe('what was chosen for a kind', () => {
  it('names the ways and how often', () => {
    expect(preferenceText({ kind: 'alert', channels: ['whatsapp', 'email'], frequency: 'daily' }, '07:30:00')).toBe('WhatsApp, puis e-mail · chaque jour à 07:30');
    expect(preferenceText({ kind: 'digest', channels: ['sms'], frequency: 'immediate' }, '07:30:00')).toBe('SMS');
    expect(preferenceText({ kind: 'alert', channels: ['whatsapp'], frequency: 'never' }, '07:30')).toBe('Seulement dans Digiboost');
    expect(preferenceText({ kind: 'alert', channels: [], frequency: 'immediate' }, '07:30')).toBe('Seulement dans Digiboost');
  });

  it('never bundles what opens an account', () => {
    expect(FREQUENCIES.account).toEqual(['immediate']);
  });

  it('takes the place of what was chosen before', () => {
    const before = { tone: 'friendly' as const, quiet_from: null, quiet_until: null, daily_at: '07:30', version: 3, kinds: [{ kind: 'alert' as const, channels: ['sms' as const], frequency: 'immediate' as const }] };
    const after = withPreference(before, { kind: 'alert', channels: [], frequency: 'never' });
    expect(after.kinds).toEqual([{ kind: 'alert', channels: [], frequency: 'never' }]);
    expect(preferenceOf(after, 'digest').channels).toEqual(['whatsapp', 'sms', 'email']);
  });
});

it('only what concerns somebody is asked', () => {
  const nobody = { sentOut: false, stock: false, services: false };
  expect(kindsFor({ ...nobody, stock: true })).toEqual(['alert', 'digest', 'report', 'account']);
  expect(kindsFor({ ...nobody, stock: true, services: true })).toEqual(['alert', 'digest', 'request', 'report', 'account']);
  expect(kindsFor({ ...nobody, sentOut: true, services: true })).toEqual(['offer', 'request', 'account']);
});
