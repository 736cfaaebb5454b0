import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';
import type { Messages, More } from './fr';

export type Language = 'fr' | 'en';

type Raw = keyof Messages | keyof More;
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

let everything = false;

/** Loads a locale and makes it the one in use: what the counter says, and the rest once a screen has asked for it. */
export async function loadLanguage(lang: Language): Promise<void> {
  const first = lang === 'fr' ? import('./fr') : import('./en');
  const more = everything ? loadMore(lang) : {};
  setMessages(lang, { ...(await first).default, ...(await more) });
}

const loadMore = async (lang: Language): Promise<Record<string, string>> =>
  (lang === 'fr' ? await import('./fr/more') : await import('./en/more')).default;

/** For the screens beside the counter: their messages are not part of the first visit. */
export async function loadEverything(): Promise<void> {
  while (!everything) {
    const lang = active.get();
    const more = await loadMore(lang);
    // The language may have been changed meanwhile.
    if (lang !== active.get()) continue;
    catalogue = { ...catalogue, ...more };
    everything = true;
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
