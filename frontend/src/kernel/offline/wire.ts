import { authorized } from '../api/client';
import type { components } from '../api/schema';
import { Problem, problemOf } from '../api/problem';

type Schemas = components['schemas'];
export type Body = Record<string, unknown>;

/** What a phone may do without network: the server's one list. */
export type OperationType = Schemas['OperationIn']['type'];

/** One operation as it travels. The same id must always carry the same content: the server compares. */
export type WireOperation = Required<Schemas['OperationIn']>;

export type PushRequest = { sent_at: string; operations: WireOperation[] };

/** `result` of what was applied, `problem` (RFC 9457) of what was not, `current` the row that stands in the way. */
export type Verdict = Omit<Schemas['Verdict'], 'problem'> & { problem: Body | null };

export type PushAnswer = { received_at: string; verdicts: Verdict[]; stands?: number | null };

/**
 * A page of what changed: per kind the names of the columns once, then rows as arrays. `reset` is true in the first
 * page of a complete copy: what is kept here is to be replaced by it. `unread`: how much this person was told and has not
 * seen; a server of the version before does not say.
 */
export type PullPage = Omit<Schemas['PullOut'], 'unread'> & { stands?: number | null; unread?: number };

/** Where the feed of changes stands with this answer: the number of the write, or up to which one was read. */
const STANDS = 'X-Changes';

async function call<T extends { stands?: number | null }>(request: Request, readable: (body: T) => boolean): Promise<T> {
  const response = await authorized(request);
  if (!response.ok) throw await problemOf(response);
  // A portal of the network may answer 200 with a page of its own: that is no answer of ours.
  const body = (await response.json().catch(() => null)) as T | null;
  if (body === null || typeof body !== 'object' || !readable(body)) throw new Problem(502, { code: 'unreadable' });
  const stands = response.headers.get(STANDS);
  return { ...body, stands: stands === null ? null : Number(stands) };
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
