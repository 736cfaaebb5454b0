import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { mirrorRow, operationsNow } from '@/kernel/offline';
import { chooseDatabase } from '@/kernel/offline/db';
import { holdMirror } from '@/kernel/offline/mirror';
import { owner } from '@/kernel/offline/owner';
import { pullChanges } from '@/kernel/offline/pull';
import { holdQueue } from '@/kernel/offline/queue';
import { setAvailability, switched, withWish, type Wish } from './availability';

const now = Date.parse('2026-11-26T10:00:00Z');
const there: Wish = { is_available: true, away_from: null, away_until: null };
const gone: Wish = { ...there, is_available: false };
let count = 0;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  chooseDatabase(`availability-${(count += 1)}`, 'moussa');
  await holdQueue();
  await holdMirror();
  const provider = { columns: ['id', 'is_available', 'away_from', 'away_until', 'version'], rows: [['p', true, null, null, 4]] };
  await pullChanges(owner.get()!, '', async () => ({ cursor: '1', more: false, reset: true, gone: {}, tables: { provider } }));
});

describe('the switch', () => {
  it('turns, and ends an away mode, but not one that is still to come', () => {
    expect(switched(there, now)).toEqual(gone);
    expect(switched(gone, now)).toEqual(there);
    expect(switched({ ...there, away_from: '2026-11-26T09:00:00Z', away_until: '2026-11-26T12:00:00Z' }, now)).toEqual(there);
    expect(switched({ ...gone, away_from: '2026-11-26T09:00:00Z' }, now)).toEqual(there);
    const planned = { away_from: '2026-11-27T09:00:00Z', away_until: '2026-11-27T12:00:00Z' };
    expect(switched({ ...there, ...planned }, now)).toEqual({ ...gone, ...planned });
  });

  it('is written down in the order of its turns, and shows the last of them at once', async () => {
    await setAvailability('p', gone);
    const last = await setAvailability('p', there);
    await setAvailability('p', gone);
    expect(operationsNow().map(({ lane, payload }) => [lane, payload.is_available])).toEqual([false, true, false].map((on) => ['availability:p', on]));
    expect(last.payload).toEqual(there);
    expect(withWish(there, operationsNow(), Date.now()).me).toEqual(gone);
    expect(mirrorRow('provider', 'p')).toMatchObject({ is_available: false, version: 7 });
  });
});

describe('what was said here', () => {
  const said = async (changes: object) => [{ ...(await setAvailability('p', gone)), ...changes }];

  it('holds until the server’s answer is newer', async () => {
    expect(withWish(there, await said({}), 100)).toMatchObject({ me: gone, operation: { status: 'pending' } });
    expect(withWish(there, await said({ status: 'acked', acked_at: 200 }), 100)).toEqual({ me: gone, operation: null });
    expect(withWish(there, await said({ status: 'acked', acked_at: 50 }), 100)).toEqual({ me: there, operation: null });
  });

  it('does not hold when it was refused', async () => {
    expect(withWish(there, await said({ status: 'rejected' }), 100)).toEqual({ me: there, operation: null });
  });
});
