import { money } from '@/kernel/format';
import type { EntryType } from './carnet';

type Words = Record<EntryType | 'hello' | 'title' | 'forward' | 'owed' | 'settled' | 'advance' | 'promise' | 'part' | 'thanks', string>;

/** A customer reads it in the company's language, whatever the person at the phone reads. The server's words. */
const WORDS: Record<'fr' | 'en', Words> = {
  fr: {
    hello: 'Bonjour {name},',
    title: 'Votre compte chez {shop} au {day} :',
    forward: 'Report : {amount}',
    CHARGE: '{day} Achat {number} : {amount}',
    PAYMENT: '{day} Versement : {amount}',
    CREDIT_NOTE: '{day} Retour {number} : {amount}',
    CORRECTION: '{day} Correction : {amount}',
    owed: 'Reste à payer : {amount}',
    settled: 'Votre compte est à jour : rien à payer.',
    advance: 'Votre avance : {amount}',
    promise: 'Paiement promis pour le {day}.',
    part: 'Paiement de {amount} promis pour le {day}.',
    thanks: 'Merci de votre confiance.',
  },
  en: {
    hello: 'Hello {name},',
    title: 'Your account at {shop} on {day}:',
    forward: 'Brought forward: {amount}',
    CHARGE: '{day} Purchase {number}: {amount}',
    PAYMENT: '{day} Payment: {amount}',
    CREDIT_NOTE: '{day} Return {number}: {amount}',
    CORRECTION: '{day} Correction: {amount}',
    owed: 'To be paid: {amount}',
    settled: 'Your account is settled: nothing to pay.',
    advance: 'Your advance: {amount}',
    promise: 'Payment promised for {day}.',
    part: 'Payment of {amount} promised for {day}.',
    thanks: 'Thank you for your trust.',
  },
};

type StatementLine = { day: string; type: EntryType; number: string | null; amount: number };

export type Facts = {
  shop: string;
  language: 'fr' | 'en';
  name: string;
  today: string;
  balance: number;
  promisedOn: string | null;
  promisedAmount: number | null;
  /** The oldest first. */
  lines: StatementLine[];
};

const LONGEST = 12;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayOf(value: string, language: 'fr' | 'en'): string {
  const [year = '', month = '', date = ''] = value.split('-');
  return language === 'fr' ? `${date}/${month}/${year}` : `${date} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** The statement as the phone writes it without network; what its lines do not explain is brought forward. */
export function composeStatement({ shop, language, name, today, balance, promisedOn, promisedAmount, lines }: Facts): string {
  const words = WORDS[language];
  const say = (word: keyof Words, values: Record<string, string> = {}) => words[word].replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '').replace(/ {2,}/g, ' ');
  const shown = lines.slice(-LONGEST);
  const forward = balance - shown.reduce((sum, { amount }) => sum + amount, 0);
  const said = [say('hello', { name }), say('title', { shop, day: dayOf(today, language) }), ''];
  if (forward && shown.length) said.push(say('forward', { amount: money(forward) }));
  for (const { day, type, number, amount } of shown) said.push(`- ${say(type, { day: dayOf(day, language), number: number ?? '', amount: money(amount) })}`);
  if (shown.length) said.push('');
  if (balance > 0) {
    said.push(`*${say('owed', { amount: money(balance) })}*`);
    if (promisedOn) said.push(say(promisedAmount === null ? 'promise' : 'part', { day: dayOf(promisedOn, language), amount: money(promisedAmount) }));
  } else if (balance < 0) said.push(`*${say('advance', { amount: money(-balance) })}*`);
  else said.push(say('settled'));
  said.push(say('thanks'));
  const text = said.join('\n');
  return language === 'en' ? text.replace(/ :/g, ':') : text;
}

/** Opens WhatsApp with the text: the customer's conversation, or a choice of whom to send it to without a phone. */
export function whatsappUrl(phone: string | null, text: string): string {
  const digits = (phone ?? '').replace(/\D/g, '');
  return `https://wa.me/${digits}?text=${encodeURIComponent(text)}`;
}
