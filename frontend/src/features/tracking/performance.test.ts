import { beforeEach, expect, it } from 'vitest';
import { setMessages } from '@/kernel/i18n';
import fr from '@/kernel/i18n/fr';
import more from '@/kernel/i18n/fr/more';
import services from '@/kernel/i18n/fr/services';
import { wishText } from './MessagesCard';
import { spanText } from './span';

beforeEach(() => setMessages('fr', { ...fr, ...more, ...services }));

it('a span is read as a person says it', () => {
  expect([null, 45, 720, 3900, 100_800].map(spanText)).toEqual(['—', '45 s', '12 min', '1 h 05', '1 j 4 h']);
});

it('a client’s wishes are told in one line', () => {
  const wish = { channels: ['whatsapp' as const, 'sms' as const], frequency: 'immediate' as const, quiet_from: '22:00:00', quiet_until: '07:00:00', reminders: false, daily_at: '08:00:00' };
  expect(wishText(wish)).toBe('Le client préfère : WhatsApp, SMS · aussitôt · silence de 22:00 à 07:00 · sans rappel');
  expect(wishText({ ...wish, frequency: 'never' })).toBe('Le client ne veut pas de messages.');
});
