import { authorized } from '../api/client';
import { Problem, problemOf } from '../api/problem';

/** What a phone may do without network; the server keeps the same list. */
export type OperationType =
  | 'sale.record'
  | 'sale.return'
  | 'sale.cancel'
  | 'missed_sale.record'
  | 'product.create'
  | 'product.edit'
  | 'category.create'
  | 'supplier.create'
  | 'supplier.edit'
  | 'customer.create'
  | 'customer.edit'
  | 'stock.move'
  | 'stock.count'
  | 'credit.pay'
  | 'credit.promise'
  | 'order.create'
  | 'order.send'
  | 'receipt.record'
  | 'day.close'
  | 'cash.move';

export type Body = Record<string, unknown>;

/** One operation as it travels. The same id must always carry the same body: the server compares. */
export type WireOperation = {
  id: string;
  type: OperationType;
  version: number;
  occurred_at: string;
  user_id: string | null;
  base_version: number | null;
  depends_on: string[];
  payload: Body;
};

export type PushRequest = { sent_at: string; operations: WireOperation[] };

export type VerdictStatus = 'applied' | 'repeated' | 'rejected' | 'conflict' | 'waiting' | 'failed';

/** `result` of what was applied, `problem` (RFC 9457) of what was not, `current` the row that stands in the way. */
export type Verdict = { id: string; status: VerdictStatus; result: Body | null; problem: Body | null; current: Body | null };

export type PushAnswer = { received_at: string; verdicts: Verdict[] };

/** A page of what changed: per kind the names of the columns once, then rows as arrays. */
export type PullPage = {
  cursor: string;
  more: boolean;
  /** True in the first page of a complete copy: what is kept here is to be replaced by it. */
  reset: boolean;
  tables: Record<string, { columns: string[]; rows: unknown[][] }>;
  gone: Record<string, string[]>;
};

async function call<T>(request: Request, readable: (body: T) => boolean): Promise<T> {
  const response = await authorized(request);
  if (!response.ok) throw await problemOf(response);
  // A portal of the network may answer 200 with a page of its own: that is no answer of ours.
  const body = (await response.json().catch(() => null)) as T | null;
  if (body === null || typeof body !== 'object' || !readable(body)) throw new Problem(502, { code: 'unreadable' });
  return body;
}

const address = (path: string) => new URL(`/api/v1/sync/${path}`, location.origin);

export const push = (body: PushRequest): Promise<PushAnswer> =>
  call<PushAnswer>(
    new Request(address('push'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    ({ verdicts }) => Array.isArray(verdicts),
  );

export function pull(cursor: string | null, limit: number): Promise<PullPage> {
  const url = address('pull');
  url.searchParams.set('limit', String(limit));
  if (cursor) url.searchParams.set('cursor', cursor);
  return call<PullPage>(new Request(url), (page) => typeof page.cursor === 'string' && typeof page.tables === 'object');
}
