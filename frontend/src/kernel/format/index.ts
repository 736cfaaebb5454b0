import { localeTag, t } from '../i18n';

type MoneyUnit = { currency: string; currency_exponent: number };

let unit: MoneyUnit = { currency: 'XOF', currency_exponent: 0 };
let timeZone: string | undefined;
export const companyZone = (): string | undefined => timeZone;

/** Money, dates and numbers are written for this company from here on. */
export function formatFor(tenant: { currency: string; currency_exponent: number; time_zone: string }): void {
  unit = { currency: tenant.currency, currency_exponent: tenant.currency_exponent };
  timeZone = tenant.time_zone;
}

const FRANCS = new Set(['XOF', 'XAF', 'GNF', 'RWF', 'BIF', 'DJF', 'KMF', 'CDF']);
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${localeTag()}${JSON.stringify(options)}`;
  let format = made.get(key) as Intl.NumberFormat | undefined;
  if (!format) made.set(key, (format = new Intl.NumberFormat(localeTag(), options)));
  return format;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${localeTag()}${timeZone ?? ''}${JSON.stringify(options)}`;
  let format = made.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(localeTag(), { ...options, timeZone })));
  return format;
}

const NBSP = '\u00a0';

/** Minor units to "12 500 F" (francs are called F by everybody) or to the currency's own sign. */
export function money(minor: number | null | undefined): string {
  if (minor === null || minor === undefined) return '—';
  const digits = unit.currency_exponent;
  const major = minor / 10 ** digits;
  if (FRANCS.has(unit.currency)) {
    return `${numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(major)}${NBSP}F`;
  }
  return numbers({
    style: 'currency',
    currency: unit.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(major);
}

/** The same in little room, for axes: "12 k", "1,4 M". */
export function moneyShort(minor: number): string {
  const major = minor / 10 ** unit.currency_exponent;
  return numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(major);
}

/** The sign that stands after a money field. */
export function currencySign(): string {
  if (FRANCS.has(unit.currency)) return 'F';
  const parts = numbers({ style: 'currency', currency: unit.currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? unit.currency;
}

/** Minor units as a person would type them into a field, and back. */
export function moneyToText(minor: number | null | undefined): string {
  if (minor === null || minor === undefined) return '';
  const digits = unit.currency_exponent;
  return numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).format(minor / 10 ** digits);
}

/** "12 500", "12.500,5", "1,250.50 F" to a number; null for nothing, NaN for what is no number. */
export function parseNumber(text: string): number | null {
  let body = text.replace(/[\s\u00a0\u202f']/g, '').replace(/(F|CFA|FCFA|€|\$|£)$/i, '');
  if (body === '') return null;
  const comma = body.lastIndexOf(',');
  const dot = body.lastIndexOf('.');
  if (comma >= 0 && dot >= 0) {
    const decimal = comma > dot ? ',' : '.';
    body = body.split(decimal === ',' ? '.' : ',').join('').replace(decimal, '.');
  } else if (comma >= 0) {
    body = body.split(',').length > 2 ? body.split(',').join('') : body.replace(',', '.');
  } else if (body.split('.').length > 2) {
    body = body.split('.').join('');
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(body) ? Number(body) : NaN;
}

/** A money field's text to minor units; null for nothing, NaN for what is no amount. Without decimals "12.500" is 12,500. */
export function parseMoney(text: string): number | null {
  const digits = unit.currency_exponent;
  const grouped = digits === 0 ? text.trim().replace(/[.,](?=\d{3}(\D|$))/g, '') : text;
  const major = parseNumber(grouped);
  return major === null ? null : Math.round(major * 10 ** digits);
}

/** A quantity with as many decimals as it has, at most three, and its unit. */
export function quantity(value: number | null | undefined, unitName?: string): string {
  if (value === null || value === undefined) return '—';
  const text = numbers({ maximumFractionDigits: 3 }).format(value);
  return unitName ? `${text}${NBSP}${Math.abs(value) >= 2 ? plural(unitName) : unitName}` : text;
}

/** "sac" to "sacs", "rouleau" to "rouleaux"; symbols (kg, L, m) and words that already end so stay as they are. */
function plural(unitName: string): string {
  if (!/^\p{L}{2,}[^sxz\P{L}]$/u.test(unitName)) return unitName;
  return /[ae]u$/i.test(unitName) ? `${unitName}x` : `${unitName}s`;
}

export const quantityToText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : numbers({ maximumFractionDigits: 3, useGrouping: false }).format(value);

export const signed = (value: number): string => numbers({ maximumFractionDigits: 3, signDisplay: 'exceptZero' }).format(value);

export const integer = (value: number): string => numbers({ maximumFractionDigits: 0 }).format(value);

/** "0 o", "14 ko", "1,2 Mo" or "14 kB", "1.2 MB": bytes as operators count them, by thousands. */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  const unitName = ['byte', 'kilobyte', 'megabyte', 'gigabyte'][power];
  return numbers({ style: 'unit', unit: unitName, unitDisplay: power || localeTag() === 'fr-FR' ? 'short' : 'narrow', maximumFractionDigits: power && scaled < 100 ? 1 : 0 }).format(scaled);
}

/** 0.934 to "93,4 %". */
export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? '—' : numbers({ style: 'percent', maximumFractionDigits: digits }).format(share);

/** A change against the period before, 0.12 to "+12 %". */
export const change = (share: number): string =>
  numbers({ style: 'percent', maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0, signDisplay: 'exceptZero' }).format(share);

export type DateStyle = 'day' | 'short' | 'time' | 'moment' | 'full' | 'weekday' | 'near' | 'month';

const STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  short: { day: 'numeric', month: 'short' },
  moment: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit' },
  full: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  near: { weekday: 'long', day: 'numeric' },
  month: { month: 'short', year: 'numeric' },
};

/** An instant, in the company's time zone. */
export const date = (instant: string | number | Date, style: DateStyle = 'day'): string => dates(STYLES[style]).format(new Date(instant));

/** A calendar day (YYYY-MM-DD), which has no time zone to be moved by. */
export function day(value: string, style: 'day' | 'short' | 'weekday' | 'near' | 'month' = 'short'): string {
  return new Intl.DateTimeFormat(localeTag(), { ...STYLES[style], timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
}

/** Today in the company's time zone, moved by `offset` days, as YYYY-MM-DD. */
export function tenantDay(offset = 0, now: number = Date.now()): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(new Date(now + offset * 86_400_000));
}

/** "à l'instant", "il y a 5 min", "il y a 3 h", then the date. */
export function age(instant: number | string, now: number = Date.now()): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return t('age.now');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('age.minutes', { count: minutes });
  const hours = Math.round(minutes / 60);
  if (hours < 24) return t('age.hours', { count: hours });
  const days = Math.round(hours / 24);
  if (days < 7) return t('age.days', { count: days });
  return date(at, 'day');
}
