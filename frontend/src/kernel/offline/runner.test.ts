import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { holdSession, type Session } from '../auth/token';
import { chooseLite } from '../lite';
import { chooseDatabase } from './db';
import { startOffline } from './runner';

const MINUTE = 60_000;
let asked = 0;
let stop = () => {};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  chooseDatabase('shop', 'awa');
  asked = 0;
  holdSession({ access_token: 'token', expires_in: 3600 } as Session);
  vi.stubGlobal('fetch', async (request: Request) => {
    if (new URL(request.url).pathname.endsWith('/sync/pull')) asked += 1;
    return Response.json({ cursor: 'c', more: false, reset: false, tables: {}, gone: {} });
  });
});

afterEach(() => {
  stop();
  chooseLite('auto');
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const rest = () => new Promise((resolve) => setTimeout(resolve, 60));
const look = async () => {
  dispatchEvent(new Event('focus'));
  await rest();
};

it('asks what has changed when the page is looked at again while data is saved, at most every five minutes', async () => {
  const began = Date.now();
  let now = began;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  stop = startOffline({ scopes: [], keep: {} });
  await look();
  expect(asked).toBe(0);
  chooseLite('on');
  await look();
  expect(asked).toBe(1);
  now = began + 4 * MINUTE;
  await look();
  expect(asked).toBe(1);
  now = began + 6 * MINUTE;
  await look();
  expect(asked).toBe(2);
});
