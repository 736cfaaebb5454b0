import { Problem } from '../api/problem';
import { backOff } from './engine';
import type { KeptFile } from './file';
import { changeFile, dropFiles, readBytes, readFiles } from './files-db';
import type { Failure } from './operation';
import type { Owner } from './owner';
import { readOperations } from './queue-db';

/** A part's size: what is lost by a cut is at the most one of them, what is gained by a large one are requests. */
const FIRST_PART = 64 * 1024;
const LEAST_PART = 16 * 1024;
const MOST_PART = 256 * 1024;
/** A part that took less may be larger the next time. */
const SOON_MS = 2500;
const KEPT_MS = 7 * 86_400_000;
const KEPT = 60;

export type FileDeps = {
  /** How much of it the server has. */
  ask: (address: string) => Promise<number>;
  /** Adds a part at an offset; answers how much the server has then. Throws 409 with `received` when it is not there. */
  put: (address: string, offset: number, part: Uint8Array) => Promise<number>;
  now: () => number;
  random: () => number;
};

export type FilesOutcome = { whole: KeptFile[]; nextAt: number | null; stopped: Problem | null };

/** The network, the server or the session: not the file. */
const passes = ({ status, code }: Problem): boolean => [0, 401, 408, 425, 429].includes(status) || status >= 500 || code.startsWith('http_');

let part = FIRST_PART;

/**
 * Sends what files wait, the oldest first, one after the other, until none may go. `eager`: what only failed to reach
 * the server need not wait any longer. Called by one tab at a time.
 */
export async function sendFiles(me: Owner, eager: boolean, deps: FileDeps): Promise<FilesOutcome> {
  const outcome: FilesOutcome = { whole: [], nextAt: null, stopped: null };
  const tried = new Set<string>();
  for (;;) {
    const next = (await ready(me)).find(({ id, next_at, last_error }) => !tried.has(id) && (next_at <= deps.now() || (eager && last_error?.status === 0)));
    if (!next) break;
    tried.add(next.id);
    try {
      await sendOne(me, next, deps);
      outcome.whole.push(next);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, { code: 'unexpected' });
      await putBack(me, next, problem, deps);
      if (!passes(problem)) continue;
      // The next file would fare no better.
      outcome.stopped = problem;
      break;
    }
  }
  await letGo(me, deps.now());
  const waiting = (await ready(me)).map(({ next_at }) => next_at);
  outcome.nextAt = waiting.length ? Math.min(...waiting) : null;
  return outcome;
}

/** Files of this person of which the server knows, the oldest first. */
async function ready(me: Owner): Promise<KeptFile[]> {
  const [files, operations] = await Promise.all([readFiles(me.tenantId), readOperations(me.tenantId)]);
  const open = new Set(operations.filter(({ status }) => status !== 'acked').map(({ op_id }) => op_id));
  return files.filter(({ status, user_id, after }) => status === 'waiting' && user_id === me.userId && !open.has(after)).sort((a, b) => a.made_at - b.made_at);
}

async function sendOne(me: Owner, file: KeptFile, deps: FileDeps): Promise<void> {
  const bytes = await readBytes(me.tenantId, file.id);
  if (!bytes) throw new Problem(422, { code: 'file_lost' });
  // After a try that ended nobody knows where, the server says how much came.
  let sent = file.attempts > 0 ? await deps.ask(file.address) : file.sent;
  await changeFile(me.tenantId, file.id, { attempts: file.attempts + 1 });
  let asked = 0;
  while (sent < bytes.byteLength) {
    const began = deps.now();
    try {
      sent = await deps.put(file.address, sent, bytes.subarray(sent, sent + part));
    } catch (error) {
      if (error instanceof Problem && error.status === 0) part = Math.max(LEAST_PART, part / 2);
      const there = error instanceof Problem && error.status === 409 ? Number(error.body.received) : NaN;
      // A part that arrived although its answer did not: go on from where the server stands, but not for ever.
      if (Number.isNaN(there) || (asked += 1) > 3) throw error;
      sent = there;
      continue;
    }
    if (deps.now() - began < SOON_MS) part = Math.min(MOST_PART, part * 2);
    if (sent < bytes.byteLength) await changeFile(me.tenantId, file.id, { sent });
  }
  await changeFile(me.tenantId, file.id, { sent: bytes.byteLength, status: 'whole', whole_at: deps.now(), last_error: null });
}

async function putBack(me: Owner, file: KeptFile, problem: Problem, deps: FileDeps): Promise<void> {
  const now = deps.now();
  const last_error: Failure = { status: problem.status, code: problem.code, title: problem.title, detail: problem.detail, errors: [], at: now };
  const wait = Math.max((problem.retryAfter ?? 0) * 1000, backOff(file.attempts + 1, deps.random()));
  await changeFile(me.tenantId, file.id, passes(problem) ? { last_error, next_at: now + wait } : { last_error, status: 'refused' });
}

/** What the server has stays a while to be looked at, and then makes room. */
async function letGo(me: Owner, now: number): Promise<void> {
  const whole = (await readFiles(me.tenantId)).filter(({ status }) => status === 'whole').sort((a, b) => (b.whole_at ?? 0) - (a.whole_at ?? 0));
  await dropFiles(
    me.tenantId,
    whole.filter(({ whole_at }, place) => place >= KEPT || now - (whole_at ?? 0) > KEPT_MS).map(({ id }) => id),
  );
}
