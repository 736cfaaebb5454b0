import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';
import type { Messages } from './fr';

export type Language = 'fr' | 'en';

type Raw = keyof Messages;
type Base<K extends string> = K extends `${infer B}_one` | `${infer B}_other` ? B : K;
/** A key of the catalogue; the plural forms `x_one` and `x_other` are asked for as `x` with a `count`. */
export type MessageKey = Base<Raw>;

let catalogue: Record<string, string> = {};
const active = createStore<Language>('fr');
let plural = new Intl.PluralRules('fr');

export const language = (): Language => active.get();
export const useLanguage = (): Language => useStore(active);
/** The BCP 47 tag that dates and numbers are written by. */
export const localeTag = (): string => (active.get() === 'fr' ? 'fr-FR' : 'en-GB');

export function preferredLanguage(): Language {
  const kept = readPreference('language');
  if (kept === 'fr' || kept === 'en') return kept;
  return /^en/i.test(navigator.language) ? 'en' : 'fr';
}

export function setMessages(lang: Language, messages: Record<string, string>): void {
  catalogue = messages;
  plural = new Intl.PluralRules(lang);
  document.documentElement.lang = lang;
  active.set(lang);
}

/** Messages that come with the screens that say them, so that the first visit does not wait for them. */
const PARTS = {
  stockroom: { fr: () => import('./fr/stockroom'), en: () => import('./en/stockroom') },
};
export type Part = keyof typeof PARTS;
const present = new Set<Part>();
const fetchPart = async (part: Part, lang: Language): Promise<Record<string, string>> => (await PARTS[part][lang]()).default;

/** Loads a locale, one chunk each and the parts that are in use, and makes it the one in use. */
export async function loadLanguage(lang: Language): Promise<void> {
  const core = lang === 'fr' ? import('./fr') : import('./en');
  const parts = await Promise.all([...present].map((part) => fetchPart(part, lang)));
  setMessages(lang, Object.assign({}, (await core).default, ...parts) as Record<string, string>);
}

/** Adds a part to the messages in use; from then on it follows the language. */
export async function loadPart(part: Part): Promise<void> {
  while (!present.has(part)) {
    const lang = language();
    const messages = await fetchPart(part, lang);
    // Switched meanwhile: then these are in the wrong language.
    if (lang !== language()) continue;
    catalogue = { ...catalogue, ...messages };
    present.add(part);
  }
}

export async function switchLanguage(lang: Language): Promise<void> {
  await loadLanguage(lang);
  writePreference('language', lang);
}

export const hasMessage = (key: string): boolean => key in catalogue;

export type Values = Record<string, string | number>;

/** The message in the person's language with its `{name}` places filled; `count` chooses the plural form. */
export function t(key: MessageKey, values?: Values): string {
  let message: string | undefined = catalogue[key];
  if (message === undefined && typeof values?.count === 'number') {
    message = catalogue[`${key}_${plural.select(values.count)}`] ?? catalogue[`${key}_other`];
  }
  if (message === undefined) return key;
  if (!values) return message;
  return message.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? value.toLocaleString(localeTag()) : value;
  });
}
