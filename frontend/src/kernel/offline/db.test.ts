import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseDatabase, dropDatabase, readSnapshot, writeSnapshot } from './db';

const answer = (key: string) => ({ key, etag: null, body: key, fetched_at: 1 });

describe('what is kept for a person', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is wiped at the next sign-out too when an earlier one cut a write off', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    // Every write looks for room afterwards, and finds its database closed.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    chooseDatabase('tenant', 'awa');
    void writeSnapshot(answer('old'));
    await dropDatabase('tenant', 'awa');
    for (let opening = 0; opening < 3; opening += 1) {
      chooseDatabase('tenant', 'awa');
      expect(await readSnapshot('old')).toBeUndefined();
      void writeSnapshot(answer('old'));
      void writeSnapshot(answer('other'));
      await dropDatabase('tenant', 'awa');
    }
    expect(console.warn).toHaveBeenCalledWith('local storage', expect.objectContaining({ name: 'InvalidStateError' }));
  });
});
