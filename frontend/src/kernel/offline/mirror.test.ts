import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseDatabase } from './db';
import { drain } from './engine';
import { feed } from './feed';
import { holdMirror, mirror, readMeta, thin, view } from './mirror';
import { owner } from './owner';
import { pullChanges } from './pull';
import { enqueue, holdQueue } from './queue';
import type { PullPage } from './wire';

const page = (more: Partial<PullPage>): PullPage => ({ cursor: 'c', more: false, reset: false, tables: {}, gone: {}, ...more });
const products = (...rows: [string, number][]) => ({ product: { columns: ['id', 'on_hand'], rows } });
const shelf = () => Object.fromEntries([...view('product').byId].map(([id, row]) => [id, row.on_hand]));

/** Serves the pages one after another and writes down by which cursor each was asked for. */
function server(...pages: (PullPage | Error)[]) {
  const asked: (string | null)[] = [];
  const ask = async (cursor: string | null) => {
    asked.push(cursor);
    const next = pages.shift() ?? page({ cursor: 'end' });
    if (next instanceof Error) throw next;
    return next;
  };
  return { ask, asked };
}

let count = 0;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  chooseDatabase(`mirror-${(count += 1)}`, 'awa');
  await holdQueue();
  await holdMirror();
});

const sell = (id: string, quantity: number) =>
  enqueue({
    type: 'sale.record',
    lane: `sale:${id}`,
    payload: { id },
    label: { title: id },
    effects: [
      { kind: 'product', id: 'riz', add: { on_hand: -quantity } },
      { kind: 'sale', id, row: { total: 500 } },
    ],
  });

const arrive = () =>
  drain(owner.get()!, true, {
    now: Date.now,
    random: () => 0,
    push: async ({ operations }) => ({
      received_at: new Date().toISOString(),
      verdicts: operations.map(({ id }) => ({ id, status: 'applied' as const, result: {}, problem: null, current: null })),
    }),
  });

describe('the mirror', () => {
  it('copies everything, then what changed', async () => {
    const { ask, asked } = server(
      page({ cursor: '1', more: true, reset: true, tables: products(['riz', 10]) }),
      page({ cursor: '2', tables: products(['lait', 4]) }),
      page({ cursor: '3', tables: products(['riz', 7]), gone: { product: ['lait'] } }),
    );
    expect(await pullChanges(owner.get()!, 'a', ask)).toBe(true);
    expect(shelf()).toEqual({ riz: 10, lait: 4 });
    expect(view('product').complete).toBe(true);
    await pullChanges(owner.get()!, 'a', ask);
    expect(shelf()).toEqual({ riz: 7 });
    expect(asked).toEqual([null, '1', '2']);
    expect(await pullChanges(owner.get()!, 'a', ask)).toBe(false);
    await holdMirror(true);
    expect(shelf()).toEqual({ riz: 7 });
  });

  it('goes on where a broken copy stopped, and never empties the shop', async () => {
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '1', reset: true, tables: products(['riz', 10], ['lait', 4]) })).ask);
    const broken = server(page({ cursor: 'x', more: true, reset: true, tables: products(['riz', 20]) }), new Error('cut'));
    await expect(pullChanges(owner.get()!, 'a', broken.ask)).rejects.toThrow('cut');
    expect(shelf()).toEqual({ riz: 10, lait: 4 });
    await holdMirror(true);
    expect(shelf()).toEqual({ riz: 10, lait: 4 });
    const rest = server(page({ cursor: 'y', tables: products(['savon', 1]) }));
    await pullChanges(owner.get()!, 'a', rest.ask);
    expect(rest.asked).toEqual(['x']);
    expect(shelf()).toEqual({ riz: 20, savon: 1 });
    expect(await readMeta()).toMatchObject({ filling: null, complete: true, cursor: 'y' });
  });

  it('asks for a new copy when the person may see other things', async () => {
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '1', reset: true, tables: products(['riz', 10]) })).ask);
    const { ask, asked } = server(page({ cursor: '2', reset: true, tables: products(['riz', 11]) }));
    await pullChanges(owner.get()!, 'b', ask);
    expect(asked).toEqual([null]);
    expect(shelf()).toEqual({ riz: 11 });
  });

  it('shows what the queue does until the server’s own rows have come', async () => {
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '1', reset: true, tables: products(['riz', 10]) })).ask);
    await sell('v1', 2.5);
    await sell('v2', 1);
    expect(shelf()).toEqual({ riz: 6.5 });
    expect([...view('sale').byId.keys()]).toEqual(['v1', 'v2']);
    await arrive();
    expect(shelf()).toEqual({ riz: 6.5 });
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '2', tables: products(['riz', 6.5]) })).ask);
    expect(shelf()).toEqual({ riz: 6.5 });
    // What is kept is the server's row, not ours.
    await holdMirror(true);
    expect(mirror.get()!.base.get('product')!.get('riz')).toEqual({ id: 'riz', on_hand: 6.5 });
  });

  it('does not count a sale twice whose answer was lost', async () => {
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '1', reset: true, tables: products(['riz', 10]) })).ask);
    await sell('v1', 2);
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '2', tables: { ...products(['riz', 8]), sale: { columns: ['id', 'total'], rows: [['v1', 500]] } } })).ask);
    expect(shelf()).toEqual({ riz: 8 });
  });

  it('keeps nothing for somebody who took over while the answer was on its way', async () => {
    const asked = owner.get()!;
    await pullChanges(asked, 'a', async () => {
      chooseDatabase(asked.tenantId, 'moussa');
      return page({ cursor: '1', reset: true, tables: products(['riz', 10]) });
    });
    await holdMirror();
    expect(shelf()).toEqual({});
    expect(await readMeta()).toBeUndefined();
  });

  it('lets the oldest of a long kind go', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => [`s${index}`, `2026-01-${String(index + 1).padStart(2, '0')}`]);
    await pullChanges(owner.get()!, 'a', server(page({ cursor: '1', reset: true, tables: { sale: { columns: ['id', 'at'], rows } } })).ask);
    await thin({ sale: { by: 'at', most: 10 } });
    expect(view('sale').rows).toHaveLength(10);
    expect(view('sale').byId.has('s29')).toBe(true);
    await holdMirror(true);
    expect(view('sale').rows).toHaveLength(10);
  });

  it('shows what it brought with the number that the server gave, without asking', async () => {
    await pullChanges(owner.get()!, 'all', server(page({ reset: true, tables: products(['riz', 10]) })).ask);
    const { payload } = await enqueue({
      type: 'sale.record',
      lane: 'sale:s',
      payload: { id: 's' },
      label: { title: 's' },
      effects: [{ kind: 'sale', id: 's', row: { number: null, total: 500, version: 1 } }],
    });
    await drain(owner.get()!, true, {
      now: Date.now,
      random: () => 0,
      push: async ({ operations }) => ({
        received_at: new Date().toISOString(),
        verdicts: operations.map(({ id }) => ({ id, status: 'applied' as const, result: { number: 'V-000001', shortfalls: [] }, problem: null, current: null })),
      }),
    });
    expect(view('sale').byId.get(payload.id as string)).toEqual({ id: 's', number: 'V-000001', total: 500, version: 1 });
  });

  it('writes the same creation down once, however often it is asked for', async () => {
    const first = await sell('s', 1);
    expect((await sell('s', 1)).op_id).toBe(first.op_id);
    expect((await sell('t', 1)).op_id).not.toBe(first.op_id);
  });

  it('knows its own numbers of the feed, and what came in between', () => {
    feed.forget();
    expect(feed.own(7)).toBe(false);
    feed.fetched(7);
    expect(feed.isNews(7)).toBe(false);
    expect(feed.own(8)).toBe(true);
    expect(feed.isNews(8)).toBe(false);
    expect(feed.own(10)).toBe(false);
    expect(feed.isNews(9)).toBe(true);
    expect(feed.own(null)).toBe(false);
  });
});
