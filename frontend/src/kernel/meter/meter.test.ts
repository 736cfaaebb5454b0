import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BROWSER_HEADERS, entryUse, ownHeaders } from './count';
import { addUse, forgetDays, localDay, oldestKept, readDays, received } from './ledger';
import { count, countSent, flushMeter, startMeter } from './index';

const entry = (path: string, transferSize: number) => ({
  name: `http://localhost${path}`,
  transferSize,
  workerStart: 0,
});

beforeEach(async () => {
  await flushMeter();
  await forgetDays();
});

describe('an entry of the browser’s timing', () => {
  it('is what came over the network, and the request that asked for it', () => {
    expect(entryUse(entry('/api/v1/sales?limit=5', 1347))).toEqual({ data: 1347, sent: 15 + '/api/v1/sales?limit=5'.length + BROWSER_HEADERS });
    expect(entryUse(entry('/assets/app-1.js', 3150))).toMatchObject({ app: 3150 });
    expect(entryUse(entry('/assets/app-1.js', 3150), 'ahead')).toMatchObject({ ahead: 3150 });
  });

  it('counts nothing from a cache, for the live stream, or that is no request', () => {
    expect(entryUse(entry('/assets/app-1.js', 0))).toBeNull();
    expect(entryUse(entry('/api/v1/live', 900))).toBeNull();
    expect(entryUse({ ...entry('/assets/app-1.js', 900), workerStart: 12 })).toBeNull();
    expect(entryUse({ ...entry('', 900), name: 'blob:http://localhost/1' })).toBeNull();
  });
});

describe('the ledger', () => {
  it('adds up, also when two tabs write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => addUse({ data: 10, sent: index % 2 })));
    const [today] = await readDays('2000-01-01');
    expect(today).toEqual({ day: localDay(), sent: 10, app: 0, ahead: 0, data: 200, live: 0 });
    expect(received(today!)).toBe(200);
  });

  it('keeps days of the device’s own calendar apart', async () => {
    await addUse({ data: 1 }, new Date(2026, 4, 31, 23, 59));
    await addUse({ data: 2 }, new Date(2026, 5, 1, 0, 1));
    expect((await readDays('2026-05-01')).map(({ day, data }) => [day, data])).toEqual([
      ['2026-05-31', 1],
      ['2026-06-01', 2],
    ]);
  });

  it('lets go of what is older than thirteen months when a new day begins', async () => {
    await addUse({ data: 1 }, new Date(2025, 4, 31));
    await addUse({ data: 1 }, new Date(2025, 5, 1));
    expect(oldestKept(new Date(2026, 5, 15))).toBe('2025-06-01');
    await addUse({ data: 1 }, new Date(2026, 5, 15));
    expect((await readDays('2000-01-01')).map(({ day }) => day)).toEqual(['2025-06-01', '2026-06-15']);
  });
});

describe('counting', () => {
  it('writes many small sums as one', async () => {
    count({ data: 5 });
    count({ data: 7, sent: 3 });
    expect(await readDays('2000-01-01')).toEqual([]);
    await flushMeter();
    expect(await readDays('2000-01-01')).toMatchObject([{ data: 12, sent: 3 }]);
  });

  it('knows the headers and the body of what the application sends', async () => {
    countSent(new Request('http://localhost/api/v1/sales', { method: 'POST', headers: { 'X-Digiboost': '1' }, body: 'é'.repeat(50) }));
    await vi.waitFor(async () => {
      await flushMeter();
      const [today] = await readDays('2000-01-01');
      expect(today?.sent).toBe(100 + ownHeaders([['X-Digiboost', '1'], ['content-type', 'text/plain;charset=UTF-8']]));
    });
  });

  it('loses nothing when the page is left at once: the next page takes it over, for its own day', async () => {
    vi.stubGlobal(
      'PerformanceObserver',
      class {
        observe = () => undefined;
        takeRecords = () => [entry('/api/v1/sales', 900)];
      },
    );
    startMeter();
    count({ data: 100 });
    dispatchEvent(new Event('pagehide'));
    await flushMeter();
    expect(await readDays('2000-01-01')).toEqual([]);
    startMeter();
    await vi.waitFor(async () => expect(await readDays('2000-01-01')).toMatchObject([{ day: localDay(), data: 1000 }]));
    expect(Object.keys(localStorage)).toEqual([]);
    vi.unstubAllGlobals();
  });
});
