import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { offlineProblem, Problem } from '../api/problem';
import { chooseDatabase } from './db';
import { drain } from './engine';
import { dropFiles, readBytes, readFiles } from './files-db';
import { sendFiles, type FileDeps } from './files-engine';
import { owner } from './owner';
import { discard, enqueue } from './queue';
import { dropQueueIfEmpty } from './queue-db';

/** A server that keeps what it was given, in order, and may lose its voice or its ear. */
class Server {
  readonly files = new Map<string, number[]>();
  parts = 0;
  asked = 0;
  cut: (part: number) => 'before' | 'after' | null = () => null;
  refuse: Problem | null = null;

  deps: FileDeps = {
    ask: async (address) => {
      this.asked += 1;
      return this.there(address).length;
    },
    put: async (address, offset, part) => {
      this.parts += 1;
      if (this.refuse) throw this.refuse;
      const cut = this.cut(this.parts);
      if (cut === 'before') throw offlineProblem();
      const there = this.there(address);
      if (offset !== there.length) throw new Problem(409, { code: 'upload_offset', received: there.length });
      for (const byte of part) there.push(byte);
      if (cut === 'after') throw offlineProblem();
      return there.length;
    },
    now: () => now,
    random: () => 0.5,
  };

  private there(address: string): number[] {
    const known = this.files.get(address) ?? [];
    this.files.set(address, known);
    return known;
  }
}

let now: number;
let count = 0;
const me = () => owner.get()!;
const picture = (size: number) => Uint8Array.from({ length: size }, (_, place) => (place * 31) % 251);

async function taken(id: string, bytes: Uint8Array) {
  return enqueue({
    type: 'sale.record',
    lane: `photo:${id}`,
    payload: { id },
    label: { title: 'Photo' },
    files: [{ id, subject: 'mission', kind: 'after', title: 'Après', address: `/${id}`, type: 'image/jpeg', bytes }],
  });
}
const told = () =>
  drain(me(), true, {
    push: async ({ operations }) => ({ received_at: new Date(now).toISOString(), verdicts: operations.map(({ id }) => ({ id, status: 'applied' as const, result: {}, problem: null, current: null })) }),
    now: () => now,
    random: () => 0.5,
  });

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  count += 1;
  now = 1_800_000_000_000;
  chooseDatabase(`files-${count}`, 'moussa');
});

describe('files beside the queue', () => {
  it('wait until the server knows of them, and arrive whole', async () => {
    const server = new Server();
    const bytes = picture(200_000);
    await taken('one', bytes);
    expect((await sendFiles(me(), true, server.deps)).whole).toEqual([]);
    expect(server.parts).toBe(0);
    await told();
    expect((await sendFiles(me(), true, server.deps)).whole).toHaveLength(1);
    expect(server.files.get('/one')).toEqual([...bytes]);
    expect(server.asked).toBe(0);
    expect(await readFiles(me().tenantId)).toMatchObject([{ status: 'whole', sent: 200_000 }]);
  });

  it.each(['before', 'after'] as const)('go on where the server stands after a cut %s the part arrived', async (when) => {
    const server = new Server();
    const bytes = picture(300_000);
    await taken('one', bytes);
    await told();
    server.cut = (part) => (part % 2 ? when : null);
    for (let turn = 0; turn < 30 && (await readFiles(me().tenantId))[0]!.status !== 'whole'; turn += 1) {
      const { nextAt } = await sendFiles(me(), false, server.deps);
      // Never let go before the whole is there.
      expect(await readBytes(me().tenantId, 'one')).toHaveLength(300_000);
      now = nextAt ?? now;
    }
    expect(server.files.get('/one')).toEqual([...bytes]);
    expect(server.asked).toBeGreaterThan(0);
  });

  it('go on from the offset that the server names', async () => {
    const server = new Server();
    const bytes = picture(120_000);
    await taken('one', bytes);
    await told();
    server.files.set('/one', [...bytes.subarray(0, 50_000)]);
    await sendFiles(me(), true, server.deps);
    expect(server.files.get('/one')).toEqual([...bytes]);
  });

  it('that are refused stay, and others go on', async () => {
    const server = new Server();
    await taken('one', picture(100));
    await told();
    server.refuse = new Problem(422, { code: 'photo_unreadable', title: 'Photo illisible' });
    await sendFiles(me(), true, server.deps);
    server.refuse = null;
    await taken('two', picture(100));
    await told();
    await sendFiles(me(), true, server.deps);
    const [one, two] = (await readFiles(me().tenantId)).sort((a, b) => a.id.localeCompare(b.id));
    expect([one, two]).toMatchObject([{ status: 'refused', last_error: { code: 'photo_unreadable' } }, { status: 'whole' }]);
    expect(await readBytes(me().tenantId, 'one')).toHaveLength(100);
  });

  it('of somebody else wait for them', async () => {
    const server = new Server();
    await taken('one', picture(100));
    await told();
    chooseDatabase(me().tenantId, 'ibou');
    expect(await sendFiles(me(), true, server.deps)).toMatchObject({ whole: [], nextAt: null });
  });

  it('keep the queue from being deleted, and go with an operation that is thrown away', async () => {
    const first = await taken('one', picture(100));
    await told();
    expect(await dropQueueIfEmpty(me().tenantId)).toBe(false);
    await dropFiles(me().tenantId, ['one']);
    expect(first.creates).toEqual(['one']);
    const second = await taken('two', picture(100));
    await discard(second.op_id);
    expect(await readFiles(me().tenantId)).toEqual([]);
    expect(await readBytes(me().tenantId, 'two')).toBeUndefined();
    expect(await dropQueueIfEmpty(me().tenantId)).toBe(true);
  });
});
