const LOCK_WAIT_MS = 30_000;

/** Other tabs wait; one that holds the lock and never answers is passed by, which costs bytes and nothing else. */
export async function oneTabAtATime(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), LOCK_WAIT_MS);
  let entered = false;
  try {
    await navigator.locks.request(name, { signal: patience.signal }, () => {
      entered = true;
      clearTimeout(giveUp);
      return work();
    });
  } catch (error) {
    if (entered || !patience.signal.aborted) throw error;
    await work();
  } finally {
    clearTimeout(giveUp);
  }
}
