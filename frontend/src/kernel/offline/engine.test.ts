import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { offlineProblem, Problem, timeoutProblem } from '../api/problem';
import { chooseDatabase } from './db';
import { backOff, BATCH, drain, type Deps } from './engine';
import { isOpen, mayChange } from './operation';
import { owner } from './owner';
import { change, readLog, readOperations } from './queue-db';
import { discard, enqueue, resend, type Wanted } from './queue';
import type { PushAnswer, PushRequest, Verdict, WireOperation } from './wire';

/** mulberry32: the same luck at every run of the test. */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the server promises: once per id, dependants held back, one verdict each, in the order given. */
class Server {
  applied: WireOperation[] = [];
  rejected = new Set<string>();
  readonly bodies = new Map<string, string>();
  refuse: (operation: WireOperation) => Partial<Verdict> | null = () => null;
  clock = Date.now;

  handle({ operations }: PushRequest): PushAnswer {
    expect(operations.length).toBeLessThanOrEqual(BATCH);
    const verdicts = operations.map((operation): Verdict => {
      const answer = (verdict: Partial<Verdict>): Verdict => ({ id: operation.id, status: 'applied', result: {}, problem: null, current: null, ...verdict });
      const body = JSON.stringify(operation);
      const before = this.bodies.get(operation.id);
      if (before !== undefined) return before === body ? answer({ status: 'repeated' }) : answer({ status: 'rejected', problem: { status: 422, code: 'idempotency_mismatch' } });
      if (!operation.depends_on.every((id) => this.bodies.has(id))) return answer({ status: 'waiting' });
      const refused = this.refuse(operation);
      if (refused) {
        if (refused.status === 'rejected') this.rejected.add(operation.id);
        return answer({ result: null, ...refused });
      }
      this.bodies.set(operation.id, body);
      this.applied.push(operation);
      return answer({ result: { number: `V-${this.applied.length}` } });
    });
    return { received_at: new Date(this.clock()).toISOString(), verdicts };
  }
}

let count = 0;
const tenant = () => owner.get()!.tenantId;
const wanted = (more: Partial<Wanted> = {}): Wanted => ({ type: 'sale.record', lane: `sale:${(count += 1)}`, payload: { id: `id-${count}` }, label: { title: 'Vente' }, ...more });

let now: number;
const depsOf = (push: Deps['push'], random: () => number = () => 0.5): Deps => ({ push, now: () => now, random });
const queue = () => readOperations(tenant());
const run = (push: Deps['push'], eager = true) => drain(owner.get()!, eager, depsOf(push));
const online = (server: Server): Deps['push'] => async (request) => server.handle(request);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  count += 1;
  now = 1_800_000_000_000;
  chooseDatabase(`tenant-${count}`, 'awa');
});

describe('the engine', () => {
  it('sends what is queued and keeps the verdict', async () => {
    const server = new Server();
    const sale = await enqueue(wanted());
    const { arrived, nextAt, stopped } = await run(online(server));
    expect(arrived.map(({ op_id }) => op_id)).toEqual([sale.op_id]);
    expect([nextAt, stopped]).toEqual([null, null]);
    expect((await queue())[0]).toMatchObject({ status: 'acked', in_doubt: false, verdict: { result: { number: 'V-1' } } });
    expect(server.applied[0]).toMatchObject({ id: sale.op_id, user_id: 'awa', type: 'sale.record', version: 1 });
    // Secrets never enter the queue.
    expect(JSON.stringify(await queue())).not.toMatch(/token|authorization|bearer/i);
  });

  it.each([
    ['no network', () => offlineProblem()],
    ['no answer in time', () => timeoutProblem()],
    ['408', () => new Problem(408, { code: 'request_timeout' })],
    ['425', () => new Problem(425, { code: 'too_early' })],
    ['500', () => new Problem(500, { code: 'internal' })],
    ['503', () => new Problem(503, {})],
    ['a page of a portal', () => new Problem(403, {})],
    ['a server without this address', () => new Problem(404, {})],
  ])('backs off and keeps everything: %s', async (_, problem) => {
    await enqueue(wanted());
    const { nextAt, stopped } = await run(async () => {
      throw problem();
    });
    expect(stopped).toBeInstanceOf(Problem);
    expect(nextAt).toBeGreaterThan(now);
    expect((await queue())[0]).toMatchObject({ status: 'pending', in_doubt: true, attempts: 1 });
  });

  it('waits as long as it is asked to, and never longer than five minutes by itself', async () => {
    await enqueue(wanted());
    const { nextAt } = await run(async () => {
      throw new Problem(429, { code: 'rate_limited' }, 700);
    });
    expect(nextAt).toBe(now + 700_000);
    expect((await queue())[0]!.in_doubt).toBe(false);
    expect(backOff(50, 1)).toBe(300_000);
    expect(backOff(1, 0)).toBe(1000);
  });

  it('asks for a login and keeps the work when the session is refused', async () => {
    const server = new Server();
    await enqueue(wanted());
    await run(async () => {
      throw new Problem(401, { code: 'session_ended' });
    });
    expect((await queue())[0]).toMatchObject({ status: 'waiting_auth' });
    await run(online(server));
    expect((await queue())[0]).toMatchObject({ status: 'acked' });
  });

  it('leaves the work of another person of this phone until somebody may send it', async () => {
    const server = new Server();
    await enqueue(wanted());
    chooseDatabase(tenant(), 'moussa');
    server.refuse = () => ({ status: 'rejected', problem: { status: 403, code: 'not_your_operation' } });
    expect((await run(online(server))).nextAt).toBeNull();
    expect((await queue())[0]).toMatchObject({ status: 'waiting_auth', refused_to: 'moussa', user_id: 'awa' });
    chooseDatabase(tenant(), 'awa');
    server.refuse = () => null;
    await run(online(server));
    expect((await queue())[0]).toMatchObject({ status: 'acked' });
  });

  it('keeps a refused operation to be corrected, and lets its neighbours go on', async () => {
    const server = new Server();
    const bad = await enqueue(wanted({ lane: 'product:riz' }));
    const good = await enqueue(wanted({ lane: 'product:riz' }));
    server.refuse = ({ id }) => (id === bad.op_id ? { status: 'rejected', problem: { status: 422, code: 'invalid', title: 'Non', detail: 'Le produit est archivé.' } } : null);
    await run(online(server));
    const [first, second] = await queue();
    expect(first).toMatchObject({ status: 'rejected', last_error: { code: 'invalid', detail: 'Le produit est archivé.' } });
    expect(second).toMatchObject({ op_id: good.op_id, status: 'acked' });
  });

  it('shows a conflict with what stands in the way', async () => {
    const server = new Server();
    server.refuse = () => ({ status: 'conflict', problem: { status: 412, code: 'version_mismatch' }, current: { id: 'x', version: 4 } });
    await enqueue(wanted({ base_version: 3 }));
    await run(online(server));
    expect((await queue())[0]).toMatchObject({ status: 'conflict', verdict: { current: { version: 4 } } });
  });

  it('holds dependants back while what they need is refused, and sends them when it is mended', async () => {
    const server = new Server();
    const customer = await enqueue(wanted({ type: 'customer.create', payload: { id: 'fatou', name: '' } }));
    const sale = await enqueue(wanted({ needs: ['fatou', null] }));
    expect(sale.depends_on).toEqual([customer.op_id]);
    server.refuse = ({ payload }) => (payload.name === '' ? { status: 'rejected', problem: { status: 422, code: 'invalid' } } : null);
    await run(online(server));
    expect((await queue()).map(({ status }) => status)).toEqual(['rejected', 'pending']);

    const mended = await resend(customer.op_id, { payload: { id: 'fatou', name: 'Fatou' } });
    expect(mended.op_id).not.toBe(customer.op_id);
    expect((await queue())[1]!.depends_on).toEqual([mended.op_id]);
    await run(online(server));
    expect(server.applied.map(({ id }) => id)).toEqual([mended.op_id, sale.op_id]);
    expect(await readLog(tenant())).toMatchObject([{ what: 'replaced', replaced_by: mended.op_id, operation: { op_id: customer.op_id } }]);
  });

  it('writes down what a person throws away, and lets what waited for it try without', async () => {
    const server = new Server();
    server.refuse = ({ type }) => (type === 'customer.create' ? { status: 'rejected', problem: { status: 422, code: 'invalid' } } : null);
    const customer = await enqueue(wanted({ type: 'customer.create', payload: { id: 'fatou' } }));
    await enqueue(wanted({ needs: ['fatou'] }));
    await run(online(server));
    await discard(customer.op_id);
    await run(online(server));
    expect((await queue()).map(({ status }) => status)).toEqual(['acked']);
    expect(await readLog(tenant())).toMatchObject([{ what: 'discarded', by: 'awa', operation: { op_id: customer.op_id } }]);
  });

  it('lets nobody change or discard what may have arrived', async () => {
    const sale = await enqueue(wanted());
    await run(async () => {
      throw timeoutProblem();
    });
    expect(mayChange((await queue())[0]!)).toBe(false);
    await expect(discard(sale.op_id)).rejects.toMatchObject({ code: 'in_doubt' });
    await expect(resend(sale.op_id, { payload: {} })).rejects.toMatchObject({ code: 'in_doubt' });
    await resend(sale.op_id);
    expect(await queue()).toHaveLength(1);
  });

  it('finds the one that the server cannot read, and sends the others', async () => {
    const server = new Server();
    const all = [];
    for (let index = 0; index < 20; index += 1) all.push(await enqueue(wanted()));
    const bad = all[13]!.op_id;
    await run(async (request) => {
      if (request.operations.some(({ id }) => id === bad)) throw new Problem(422, { code: 'validation_error' });
      return server.handle(request);
    });
    expect(server.applied).toHaveLength(19);
    expect((await queue()).filter(isOpen)).toMatchObject([{ op_id: bad, status: 'rejected', in_doubt: false }]);
  });

  it('asks for an update when the server no longer understands, and loses nothing', async () => {
    const server = new Server();
    const [strange] = [await enqueue(wanted()), await enqueue(wanted()), await enqueue(wanted())];
    const { stopped, nextAt } = await run(async (request) => {
      if (request.operations.some(({ id }) => id === strange!.op_id)) throw new Problem(426, { code: 'update_required' });
      return server.handle(request);
    });
    expect(stopped?.status).toBe(426);
    expect(nextAt).toBe(now + 300_000);
    expect((await queue()).filter(isOpen)).toMatchObject([{ op_id: strange!.op_id, status: 'pending', in_doubt: false }]);
    expect(server.applied).toHaveLength(2);
  });

  it('sends an edit of an edit after the first', async () => {
    const server = new Server();
    const first = await enqueue(wanted({ type: 'customer.edit', lane: 'customer:1', base_version: 3 }));
    const second = await enqueue(wanted({ type: 'customer.edit', lane: 'customer:1', base_version: 4 }));
    expect(second.depends_on).toEqual([first.op_id]);
    const sizes: number[] = [];
    await run(async (request) => {
      sizes.push(request.operations.length);
      return server.handle(request);
    });
    expect(sizes).toEqual([2]);
  });

  it('notices a clock that is wrong', async () => {
    const server = new Server();
    server.clock = () => now - 600_000;
    await enqueue(wanted());
    expect((await run(online(server))).skew).toBe(600_000);
  });

  it('forgets what arrived long ago, and nothing else', async () => {
    const server = new Server();
    await enqueue(wanted());
    await run(online(server));
    await enqueue(wanted());
    now += 8 * 86_400_000;
    await run(async () => {
      throw offlineProblem();
    });
    expect((await queue()).map(({ status }) => status)).toEqual(['pending']);
  });

  it('takes a tab that died while sending for a lost answer', async () => {
    const server = new Server();
    const sale = await enqueue(wanted());
    await change(tenant(), async (pen) => pen.put({ ...sale, status: 'sending', in_doubt: true, attempts: 1 }));
    await run(online(server));
    expect((await queue())[0]).toMatchObject({ status: 'acked', attempts: 2 });
  });
});

describe('on a network that cuts a third of all requests', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('loses nothing, applies nothing twice, keeps every order (luck %i)', async (seed) => {
    const random = dice(seed * 7919);
    const server = new Server();
    let refusals = 0;
    server.refuse = () => {
      const luck = random();
      if (luck < 0.05) return { status: 'failed' };
      if (luck < 0.08 && refusals++ < 6) return { status: 'rejected', problem: { status: 422, code: 'invalid' } };
      return null;
    };
    const push: Deps['push'] = async (request) => {
      const luck = random();
      if (luck < 0.15) throw offlineProblem();
      if (luck < 0.2) throw new Problem(503, {}, random() < 0.5 ? 20 : null);
      if (luck < 0.24) throw new Problem(429, { code: 'rate_limited' }, 5);
      if (luck < 0.27) throw new Problem(401, { code: 'session_ended' });
      const answer = server.handle(request);
      // The answer is lost after the work was done, or a part of it is missing.
      if (luck < 0.42) throw luck < 0.35 ? offlineProblem() : timeoutProblem();
      if (luck < 0.47) answer.verdicts.splice(Math.floor(random() * answer.verdicts.length), 1);
      answer.verdicts.sort(() => random() - 0.5);
      return answer;
    };
    const made: string[] = [];
    const add = async () => {
      const luck = random();
      if (luck < 0.2) {
        const customer = `customer-${made.length}-${seed}`;
        made.push((await enqueue(wanted({ type: 'customer.create', payload: { id: customer } }))).op_id);
        made.push((await enqueue(wanted({ needs: [customer] }))).op_id);
      } else if (luck < 0.5) made.push((await enqueue(wanted({ type: 'stock.move', lane: `product:${Math.floor(random() * 4)}` }))).op_id);
      else if (luck < 0.7) made.push((await enqueue(wanted({ type: 'customer.edit', lane: `customer:${Math.floor(random() * 3)}`, base_version: 1 }))).op_id);
      else made.push((await enqueue(wanted())).op_id);
    };
    const luckyDrain = (eager: boolean) => drain(owner.get()!, eager, depsOf(push, random));
    for (let step = 0; step < 40; step += 1) {
      for (let index = Math.floor(random() * 4); index > 0; index -= 1) await add();
      now += Math.floor(random() * 20_000);
      // A tab dies while it sends; what it sent has arrived or not.
      if (random() < 0.15) {
        const arrives = random() < 0.5;
        await new Promise<void>((dead) => {
          void drain(owner.get()!, false, depsOf((request) => {
            if (arrives) server.handle(request);
            dead();
            return new Promise(() => {});
          })).then(() => dead());
        });
      }
      // Now and then two tabs at once, as without a lock.
      await (random() < 0.2 ? Promise.all([luckyDrain(true), luckyDrain(false)]) : luckyDrain(random() < 0.5));
    }
    // The person corrects what was refused; then the network recovers.
    for (let turn = 0; turn < 60; turn += 1) {
      now += 300_000;
      await luckyDrain(true);
      for (const operation of (await queue()).filter(({ status }) => status === 'rejected')) {
        const next = await resend(operation.op_id, { payload: { ...operation.payload, mended: true } });
        made[made.indexOf(operation.op_id)] = next.op_id;
      }
    }
    const end = await queue();
    expect(end.filter(isOpen)).toEqual([]);
    // Everything once.
    expect(server.applied.map(({ id }) => id).sort()).toEqual([...made].sort());
    const place = new Map(server.applied.map(({ id }, index) => [id, index]));
    for (const operation of end) {
      for (const id of operation.depends_on) expect(place.get(id)!).toBeLessThan(place.get(operation.op_id)!);
    }
    // Every lane in order, except that a refused one may be overtaken by those that do not need it.
    const overtaken = new Set((await readLog(tenant())).map(({ replaced_by }) => replaced_by));
    for (const name of new Set(end.map(({ lane }) => lane))) {
      const lane = end.filter(({ op_id, lane }) => lane === name && !overtaken.has(op_id));
      const order = lane.sort((a, b) => a.seq - b.seq).map(({ op_id }) => place.get(op_id)!);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });
});
