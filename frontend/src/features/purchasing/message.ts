import { packsIn } from '@/entities/order/packs';

type Language = 'fr' | 'en';
type Line = { name: string; quantity: number; unit: string; pack_size: number };
/** Days as YYYY-MM-DD; `number` is null while the server has given none. */
export type Message = { shop: string; supplier: string; number: string | null; day: string; lines: Line[]; expected_on: string | null; note: string | null };

/** The server's words, letter for letter, in the company's language: a supplier gets the same from either. */
const WORDS = {
  fr: {
    hello: (name: string) => `Bonjour ${name},`,
    order: (number: string | null, shop: string, day: string) => `Commande ${number ? `${number} ` : ''}de ${shop} du ${day} :`,
    line: (name: string, quantity: string, unit: string) => `• ${name} : ${quantity} ${unit}`,
    expected: (day: string) => `Livraison souhaitée le ${day}.`,
    closing: 'Merci de confirmer la disponibilité et le prix.',
  },
  en: {
    hello: (name: string) => `Hello ${name},`,
    order: (number: string | null, shop: string, day: string) => `Order ${number ? `${number} ` : ''}from ${shop}, ${day}:`,
    line: (name: string, quantity: string, unit: string) => `• ${name}: ${quantity} ${unit}`,
    expected: (day: string) => `Delivery wished on ${day}.`,
    closing: 'Please confirm availability and price.',
  },
};

const numberText = (value: number, language: Language) => new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 3 }).format(value);

/** 15/03/2026 in French; 15 March 2026 in English, where 03/04 has two meanings. */
function dayText(day: string, language: Language): string {
  if (language === 'fr') return day.split('-').reverse().join('/');
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** What the supplier reads; without prices, which are the supplier's to confirm. */
export function compose({ shop, supplier, number, day, lines, expected_on, note }: Message, language: Language): string {
  const words = WORDS[language];
  return [
    words.hello(supplier),
    words.order(number, shop, dayText(day, language)),
    ...lines.map((line) => {
      const text = words.line(line.name, numberText(line.quantity, language), line.unit);
      const packs = packsIn(line.quantity, line.pack_size);
      return packs === null ? text : `${text} (${numberText(packs, language)} × ${numberText(line.pack_size, language)})`;
    }),
    ...(expected_on ? [words.expected(dayText(expected_on, language))] : []),
    ...(note ? [note] : []),
    words.closing,
  ].join('\n');
}

/** Opens the text in WhatsApp: with the supplier when the number says its country, else the person picks whom. */
export function chatUrl(phone: string | null, text: string): string {
  const to = phone && /^(\+|00)/.test(phone.trim()) ? phone.replace(/\D/g, '').replace(/^00/, '') : '';
  return `https://wa.me/${to}?text=${encodeURIComponent(text)}`;
}
