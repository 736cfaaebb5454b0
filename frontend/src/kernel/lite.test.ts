import { beforeEach, describe, expect, it, vi } from 'vitest';

type Network = EventTarget & { saveData: boolean; effectiveType: string };

async function start(network: Partial<Network> | undefined) {
  const connection = network && Object.assign(new EventTarget(), { saveData: false, effectiveType: '4g', ...network });
  Object.defineProperty(navigator, 'connection', { configurable: true, value: connection });
  vi.resetModules();
  return { ...(await import('./lite')), connection: connection as Network };
}

beforeEach(() => localStorage.clear());

describe('the mode that saves data', () => {
  it('follows the phone until a person chooses', async () => {
    const { isLite, onLite, chooseLite, connection } = await start({ effectiveType: '3g' });
    const seen: boolean[] = [];
    onLite(() => seen.push(isLite()));
    expect(isLite()).toBe(false);
    connection.effectiveType = 'slow-2g';
    connection.dispatchEvent(new Event('change'));
    expect(isLite()).toBe(true);
    chooseLite('off');
    expect(isLite()).toBe(false);
    expect(seen).toEqual([true, false]);
  });

  it('is on when the phone saves data, and off where the browser says nothing', async () => {
    expect((await start({ saveData: true })).isLite()).toBe(true);
    expect((await start(undefined)).isLite()).toBe(false);
  });

  it('is remembered by the device, and taken from another tab', async () => {
    (await start(undefined)).chooseLite('on');
    const { isLite } = await start(undefined);
    expect(isLite()).toBe(true);
    localStorage.removeItem('digiboost.lite');
    dispatchEvent(new StorageEvent('storage', { key: 'digiboost.lite' }));
    expect(isLite()).toBe(false);
  });

  it('refreshes on focus at most every five minutes', async () => {
    const { mayRefetchOnFocus, chooseLite } = await start(undefined);
    const now = Date.now();
    expect(mayRefetchOnFocus(now - 30_000, now)).toBe(true);
    chooseLite('on');
    expect(mayRefetchOnFocus(now - 299_000, now)).toBe(false);
    expect(mayRefetchOnFocus(now - 300_000, now)).toBe(true);
  });
});
