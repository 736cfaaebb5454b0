import { moneyToText, parseMoney, parseNumber, quantityToText } from '@/kernel/format';
import { t, type MessageKey } from '@/kernel/i18n';
import type { Correction, Operation } from '@/kernel/offline';
import { fieldName } from './names';

/** What an operation says, as it is kept and sent. */
export type Payload = Operation['payload'];

/** What follows from a corrected payload: what the screens show of it until the server's own rows come. */
export type Restate = (operation: Operation, payload: Payload) => Pick<Correction, 'label' | 'effects'>;

type Path = (string | number)[];
type Item = Record<string, unknown>;
type Kind = 'money' | 'quantity' | 'day' | 'choice' | 'email' | 'phone' | 'text';

/** One value that can be written anew; `key` is its path in the payload, with dots. */
export type Question = { key: string; kind: Kind; label: string; text: string; optional: boolean; message: string | null; choices: { value: string; label: string }[] };

/** The questions about one line of a list, or about the whole when `key` is empty. */
export type Part = { key: string; title: string; message: string | null; removable: boolean; questions: Question[] };

const KINDS: Record<string, Kind> = {
  amount: 'money',
  credit_limit: 'money',
  discount: 'money',
  minimum_order: 'money',
  opening_float: 'money',
  paid_now: 'money',
  purchase_price: 'money',
  sale_price: 'money',
  unit_cost: 'money',
  unit_price: 'money',
  counted: 'quantity',
  lead_time_days: 'quantity',
  max_stock: 'quantity',
  min_stock: 'quantity',
  pack_size: 'quantity',
  quantity: 'quantity',
  day: 'day',
  due_on: 'day',
  expected_on: 'day',
  expires_on: 'day',
  promised_on: 'day',
  channel: 'choice',
  method: 'choice',
  email: 'email',
  phone: 'phone',
  address: 'text',
  barcode: 'text',
  code: 'text',
  contact_name: 'text',
  description: 'text',
  lot: 'text',
  name: 'text',
  note: 'text',
  reason: 'text',
  reference: 'text',
  shelf: 'text',
  unit: 'text',
};

const CHOICES: Record<string, [value: string, label: MessageKey][]> = {
  channel: [
    ['whatsapp', 'orders.by.whatsapp'],
    ['phone', 'orders.by.phone'],
    ['paper', 'orders.by.paper'],
  ],
  method: [
    ['cash', 'payment.cash'],
    ['mobile_money', 'payment.mobile_money'],
  ],
};

const OPTIONAL = /^(address|barcode|contact_name|credit_limit|description|due_on|email|expected_on|expires_on|lot|max_stock|min_stock|minimum_order|note|phone|purchase_price|reference|shelf|unit_cost)$/;
/** Fields that only some operations may leave empty. */
const OPTIONAL_IN: Record<string, string[]> = { reason: ['stock.move', 'sale.return'], amount: ['credit.promise'] };

/** What is taken already, by the server's code for it. */
const TAKEN: Record<string, string> = { barcode_taken: 'barcode', code_taken: 'code', name_taken: 'name' };

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

export const pathOf = (field: string): Path => field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** What stands at a path; undefined where nothing does. */
export const valueAt = (payload: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined), payload);

/** The same payload with another value at a path, which must lead through what is there. */
export function withValue<T>(payload: T, [part, ...rest]: Path, value: unknown): T {
  if (part === undefined) return value as T;
  if (Array.isArray(payload)) return payload.map((item, index) => (index === part ? withValue(item, rest, value) : item)) as T;
  if (!isItem(payload)) throw new TypeError(`nothing at ${String(part)}`);
  return { ...payload, [part]: withValue(payload[part], rest, value) } as T;
}

/** The same payload without some items of its lists, by their paths. */
export function withoutItems(payload: Payload, paths: Path[]): Payload {
  const next = { ...payload };
  for (const list of new Set(paths.map(([name]) => String(name)))) {
    const gone = new Set(paths.filter(([name]) => name === list).map(([, index]) => index));
    next[list] = (payload[list] as unknown[]).filter((_, index) => !gone.has(index));
  }
  return next;
}

const kindOf = (name: string, { type }: Operation): Kind | undefined => (name === 'counted' && type === 'day.close' ? 'money' : KINDS[name]);

/** A path of the server's as far as a field that can be written: it may name more, of the value's form. */
function fieldOf(path: Path, operation: Operation): Path | null {
  const end = path.findIndex((part) => typeof part === 'string' && kindOf(part, operation) !== undefined);
  const field = end < 0 ? null : path.slice(0, end + 1);
  return field && (field.length === 1 || isItem(valueAt(operation.payload, field.slice(0, -1)))) ? field : null;
}

function textOf(kind: Kind, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'money') return moneyToText(Number(value));
  return kind === 'quantity' ? quantityToText(Number(value)) : String(value);
}

function questionOf(path: Path, operation: Operation, message: string | null): Question {
  const name = String(path.at(-1));
  const kind = kindOf(name, operation)!;
  return {
    key: path.join('.'),
    kind,
    label: fieldName(name, operation.type),
    text: textOf(kind, valueAt(operation.payload, path)),
    optional: OPTIONAL.test(name) || Boolean(OPTIONAL_IN[name]?.includes(operation.type)),
    message,
    choices: (CHOICES[name] ?? []).map(([value, label]) => ({ value, label: t(label) })),
  };
}

/** Every field of the payload that can be written, and the lines of its lists. */
function everyField(payload: Payload, operation: Operation): Path[] {
  const inside = (item: Item, before: Path): Path[] =>
    Object.entries(item).flatMap(([name, value]) => {
      if (isItem(value)) return inside(value, [...before, name]);
      return kindOf(name, operation) !== undefined ? [[...before, name]] : [];
    });
  const lists = Object.entries(payload).flatMap(([name, value]) =>
    Array.isArray(value) ? value.flatMap((item: unknown, index) => (isItem(item) ? inside(item, [name, index]) : [])) : [],
  );
  return [...inside(payload, []), ...lists];
}

export type Asked = { parts: Part[]; /** What the server said about nothing that can be written here. */ messages: string[] };

/**
 * What to ask of whoever corrects an operation: the fields that the server named, and all simple ones when it named
 * none that can be written. Ids are never asked for; a line with a wrong one can be left out. `lineName` names a line.
 */
export function askedAbout(operation: Operation, lineName: (line: Item) => string): Asked {
  const { payload, last_error } = operation;
  const taken = TAKEN[last_error?.code ?? ''];
  const said = [...(last_error?.errors ?? []), ...(taken && payload[taken] !== undefined ? [{ field: taken, message: last_error?.title ?? '' }] : [])];
  const found = new Map<string, { path: Path; message: string | null }>();
  const lines = new Map<string, string>();
  const messages: string[] = [];
  for (const { field, message } of said) {
    const path = pathOf(field);
    const own = fieldOf(path, operation);
    if (own) found.set(own.join('.'), { path: own, message });
    else if (typeof path[1] === 'number' && isItem(valueAt(payload, path.slice(0, 2)))) lines.set(path.slice(0, 2).join('.'), message);
    else messages.push(message);
  }
  const named = found.size + lines.size > 0;
  if (!named) for (const path of everyField(payload, operation)) found.set(path.join('.'), { path, message: null });

  const parts = new Map<string, Part>();
  const partOf = (path: Path): Part => {
    const inList = typeof path[1] === 'number';
    const key = inList ? path.slice(0, 2).join('.') : '';
    const known = parts.get(key);
    if (known) return known;
    const line = inList ? valueAt(payload, path.slice(0, 2)) : null;
    const list = inList ? valueAt(payload, path.slice(0, 1)) : null;
    const part: Part = {
      key,
      title: isItem(line) ? lineName(line) : '',
      message: lines.get(key) ?? null,
      removable: Array.isArray(list) && list.length > 1,
      questions: [],
    };
    parts.set(key, part);
    return part;
  };
  for (const { path, message } of found.values()) partOf(path).questions.push(questionOf(path, operation, message));
  for (const key of lines.keys()) partOf(pathOf(key));
  return { parts: [...parts.values()], messages };
}

/** The value that a text means; NaN for what is no number. */
function valueOf(kind: Kind, text: string): unknown {
  const typed = text.trim();
  if (typed === '') return null;
  if (kind === 'money') return parseMoney(typed);
  return kind === 'quantity' ? parseNumber(typed) : typed;
}

/** Why a text cannot be sent; undefined when it can. */
export function wrong({ kind, optional }: Question, text: string): string | undefined {
  const value = valueOf(kind, text);
  if (value === null) return optional ? undefined : t('check.required');
  if (!Number.isNaN(value)) return undefined;
  return kind === 'money' ? t('check.amount') : t('check.quantity');
}

/** The payload as it was written anew; null when nothing in it was changed. `texts` and `removed` go by keys. */
export function corrected({ payload }: Operation, parts: Part[], texts: Record<string, string>, removed: ReadonlySet<string>): Payload | null {
  let next = payload;
  for (const { key: part, questions } of parts) {
    if (removed.has(part)) continue;
    for (const { key, kind, text } of questions) {
      const now = texts[key] ?? text;
      if (now !== text) next = withValue(next, pathOf(key), valueOf(kind, now));
    }
  }
  if (removed.size) next = withoutItems(next, [...removed].map(pathOf));
  return next === payload ? null : next;
}
