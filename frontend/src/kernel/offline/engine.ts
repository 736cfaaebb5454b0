import { Problem } from '../api/problem';
import { isOpen, type Failure, type Operation } from './operation';
import type { Owner } from './owner';
import { change, type Pen } from './queue-db';
import { stamp } from './stamp';
import type { PushAnswer, PushRequest, Verdict } from './wire';

export const BATCH = 50;
const LONGEST_MS = 5 * 60_000;
const KEPT_MS = 7 * 86_400_000;
const KEPT = 2000;

export type Deps = { push: (request: PushRequest) => Promise<PushAnswer>; now: () => number; random: () => number };

export type Outcome = {
  arrived: Operation[];
  /** When something may go next, in ms since 1970; null when nothing will by itself. */
  nextAt: number | null;
  /** What ended the drain before the queue was done. */
  stopped: Problem | null;
  /** How far this device's clock is ahead of the server's, in ms, when an answer told. */
  skew: number | null;
};

/**
 * Which of the open operations (in order) may go in one request: the head of each lane, and further of the same
 * lane when they depend on one that goes with them (the server then holds them back by itself). One that backs off
 * holds its lane; one that was refused does not, but what depends on it waits.
 */
function choose(open: readonly Operation[], me: Owner, now: number, most: number): Operation[] {
  const waiting = new Set(open.map(({ op_id }) => op_id));
  const going = new Set<string>();
  const lanes = new Map<string, string | null>();
  const chosen: Operation[] = [];
  for (const operation of open) {
    const { op_id, lane, status, depends_on } = operation;
    if (status === 'conflict' || status === 'rejected') continue;
    const free = status === 'pending' || (status === 'waiting_auth' && operation.refused_to !== me.userId);
    const before = lanes.get(lane);
    const inTurn = before === undefined || (before !== null && depends_on.includes(before));
    const ready = depends_on.every((id) => !waiting.has(id) || going.has(id));
    if (free && inTurn && ready && operation.next_at <= now && chosen.length < most) {
      chosen.push(operation);
      going.add(op_id);
      lanes.set(lane, op_id);
    } else {
      lanes.set(lane, null);
    }
  }
  return chosen;
}

/** 2 s, 4 s, 8 s ... at most 5 min, half of it by chance so that a street of phones does not return as one. */
export const backOff = (attempts: number, random: number): number => Math.min(LONGEST_MS, 1000 * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);

/**
 * Sends what may go until nothing may, and writes every verdict down. Called by one tab at a time; a second one
 * would only cost bytes, since the server answers the same operation once.
 */
export async function drain(me: Owner, eager: boolean, deps: Deps): Promise<Outcome> {
  const outcome: Outcome = { arrived: [], nextAt: null, stopped: null, skew: null };
  await recover(me, eager);
  let most = BATCH;
  for (;;) {
    const batch = await take(me, most, deps.now());
    if (!batch.length) break;
    const sentAt = deps.now();
    let answer: PushAnswer;
    try {
      answer = await deps.push(requestOf(batch, sentAt));
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, { code: 'unexpected' });
      const refused = isRefusal(problem);
      await putBack(me, batch, problem, refused, deps);
      if (!refused || problem.status === 426) outcome.stopped = problem;
      if (!refused) break;
      // The server refuses the request as a whole: halve it until the one that it cannot read stands alone.
      most = batch.length > 1 ? Math.ceil(batch.length / 2) : BATCH;
      continue;
    }
    most = BATCH;
    const received = Date.parse(answer.received_at);
    if (!Number.isNaN(received)) outcome.skew = Math.round((sentAt + deps.now()) / 2 - received);
    outcome.arrived.push(...(await settle(me, batch, answer.verdicts, deps)));
  }
  outcome.nextAt = await rest(me, deps.now());
  return outcome;
}

function requestOf(batch: Operation[], now: number): PushRequest {
  return {
    sent_at: new Date(now).toISOString(),
    operations: batch.map(({ op_id, type, version, occurred_at, user_id, base_version, depends_on, payload }) => ({
      id: op_id,
      type,
      version,
      occurred_at,
      user_id,
      base_version,
      depends_on,
      payload,
    })),
  };
}

/** A 4xx of the product itself about what stands in the request; 426 says so of one whose form it does not know. A proxy's or portal's page has no code and is no judgement. */
function isRefusal({ status, code }: Problem): boolean {
  if (status < 400 || status >= 500 || code.startsWith('http_')) return false;
  return ![401, 403, 404, 405, 408, 425, 429].includes(status);
}

/** Under the lock nobody else is sending: what says so was left by a tab that died. */
function recover(me: Owner, eager: boolean): Promise<void> {
  return change(me.tenantId, async (pen) => {
    for (const operation of await pen.open()) {
      if (operation.status === 'sending') await pen.put({ ...operation, status: 'pending', next_at: 0 });
      // The network is back, or a person asks: what only failed to reach the server need not wait any longer.
      else if (eager && operation.status === 'pending' && operation.next_at > 0 && operation.last_error?.status === 0) {
        await pen.put({ ...operation, next_at: 0 });
      }
    }
  });
}

function take(me: Owner, most: number, now: number): Promise<Operation[]> {
  return change(me.tenantId, async (pen) => {
    const taken = choose(await pen.open(), me, now, most).map(
      (operation): Operation => ({ ...operation, status: 'sending', attempts: operation.attempts + 1, refused_to: null }),
    );
    // What is answered still says whether an earlier try is in doubt; what is kept says that this one is.
    for (const operation of taken) await pen.put({ ...operation, in_doubt: true });
    return taken;
  });
}

const failureOf = (problem: Problem, at: number): Failure => ({
  status: problem.status,
  code: problem.code,
  title: problem.title,
  detail: problem.detail,
  errors: problem.errors.map(({ field, message }) => ({ field, message })),
  at,
});

/** The operation as it stands now, unless another tab has learnt its fate meanwhile. */
async function still(pen: Pen, { op_id }: Operation): Promise<Operation | null> {
  const operation = await pen.find(op_id);
  return operation && operation.status === 'sending' ? operation : null;
}

function putBack(me: Owner, batch: Operation[], problem: Problem, refused: boolean, deps: Deps): Promise<void> {
  return change(me.tenantId, async (pen) => {
    const now = deps.now();
    for (const sent of batch) {
      const operation = await still(pen, sent);
      if (!operation) continue;
      // A refusal of the whole request says nothing against those that merely went along, and none was applied now.
      const notApplied = refused || ([401, 403, 429].includes(problem.status) && !problem.code.startsWith('http_'));
      const next: Operation = { ...operation, in_doubt: notApplied ? sent.in_doubt : true, last_error: failureOf(problem, now) };
      if (refused && batch.length > 1) await pen.put({ ...next, status: 'pending', next_at: 0 });
      else if (refused && problem.status !== 426) await pen.put({ ...next, status: 'rejected' });
      else if (problem.status === 401) await pen.put({ ...next, status: 'waiting_auth', refused_to: null });
      else {
        const asked = problem.retryAfter === null ? 0 : problem.retryAfter * 1000;
        const wait = problem.status === 426 ? LONGEST_MS : Math.max(asked, backOff(operation.attempts, deps.random()));
        await pen.put({ ...next, status: 'pending', next_at: now + wait });
      }
    }
  });
}

async function settle(me: Owner, batch: Operation[], verdicts: Verdict[], deps: Deps): Promise<Operation[]> {
  const byId = new Map(verdicts.map((verdict) => [verdict.id, verdict]));
  return change(me.tenantId, async (pen) => {
    const now = deps.now();
    const arrived: Operation[] = [];
    for (const sent of batch) {
      const operation = await still(pen, sent);
      if (!operation) continue;
      const next = judged(operation, byId.get(operation.op_id), me, now, deps.random());
      await pen.put(next);
      if (!isOpen(next)) arrived.push(next);
    }
    return arrived;
  });
}

function judged(operation: Operation, verdict: Verdict | undefined, me: Owner, now: number, random: number): Operation {
  const problem = new Problem(Number(verdict?.problem?.status ?? 0), verdict?.problem ?? { code: verdict?.status ?? 'unexpected' });
  const failure = failureOf(problem, now);
  const later: Operation = { ...operation, status: 'pending', last_error: failure, next_at: now + backOff(operation.attempts, random) };
  if (!verdict) return later;
  const known: Operation = { ...operation, in_doubt: false, verdict, last_error: failure };
  switch (verdict.status) {
    case 'applied':
    case 'repeated':
      return { ...known, status: 'acked', acked_at: stamp(now), last_error: null };
    case 'conflict':
      return { ...known, status: 'conflict' };
    case 'rejected':
      if (problem.code === 'not_your_operation') {
        // One's own is refused only when somebody else took over while it was on its way.
        return operation.user_id === me.userId ? { ...later, in_doubt: false, verdict } : { ...known, status: 'waiting_auth', refused_to: me.userId };
      }
      return { ...known, status: 'rejected' };
    default:
      return { ...later, in_doubt: false, verdict };
  }
}

/** Forgets what arrived long ago, and says when something may go next. */
function rest(me: Owner, now: number): Promise<number | null> {
  return change(me.tenantId, async (pen) => {
    const acked = (await pen.acked()).sort((a, b) => (b.acked_at ?? 0) - (a.acked_at ?? 0));
    for (const [place, { seq, acked_at }] of acked.entries()) {
      if (place >= KEPT || now - (acked_at ?? 0) > KEPT_MS) await pen.drop(seq);
    }
    const coming = choose(await pen.open(), me, Infinity, Infinity).map(({ next_at }) => next_at);
    return coming.length ? Math.min(...coming) : null;
  });
}
