import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';
import type { Field, Messages, Mission, More, Profile, Services } from './fr';

export type Language = 'fr' | 'en';

type Raw = keyof Messages | keyof More | keyof Field | keyof Mission | keyof Profile | keyof Services;
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

/** What comes beside the first messages: for the screens beside the counter, for people who are sent out, for their house. */
const PARTS = {
  more: { fr: () => import('./fr/more'), en: () => import('./en/more') },
  field: { fr: () => import('./fr/field'), en: () => import('./en/field') },
  mission: { fr: () => import('./fr/missions'), en: () => import('./en/missions') },
  profile: { fr: () => import('./fr/p-profile'), en: () => import('./en/p-profile') },
  services: { fr: () => import('./fr/services'), en: () => import('./en/services') },
};
type Part = keyof typeof PARTS;
const brought = new Set<Part>();

const partOf = async (part: Part, lang: Language): Promise<Record<string, string>> => (await PARTS[part][lang]()).default;

/** Loads a locale and makes it the one in use: what the counter says, and the rest once a screen has asked for it. */
export async function loadLanguage(lang: Language): Promise<void> {
  const first = lang === 'fr' ? import('./fr') : import('./en');
  const parts = [...brought].map((part) => partOf(part, lang));
  setMessages(lang, Object.assign({}, (await first).default, ...(await Promise.all(parts))));
}

async function bring(part: Part): Promise<void> {
  while (!brought.has(part)) {
    const lang = active.get();
    const found = await partOf(part, lang);
    // The language may have been changed meanwhile.
    if (lang !== active.get()) continue;
    catalogue = { ...catalogue, ...found };
    brought.add(part);
  }
}

/** For the screens beside the counter: their messages are not part of the first visit. */
export const loadEverything = (): Promise<void> => bring('more');
/** For whoever is sent out. */
export const loadField = (): Promise<void> => bring('field');
/** For the screen of a mission. */
export const loadMission = (): Promise<void> => bring('mission');
/** For the profile, the hours and the settings of whoever is sent out. */
export const loadProfile = (): Promise<void> => bring('profile');
/** For the house of a company that sends people out. */
export const loadServices = (): Promise<unknown> => Promise.all([bring('more'), bring('services')]);

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
