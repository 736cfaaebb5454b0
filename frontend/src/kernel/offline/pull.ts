import { feed } from './feed';
import { emptyMeta, readMeta, writePage } from './mirror';
import { owner, type Owner } from './owner';
import { stamp } from './stamp';
import { pull as ask, type PullPage } from './wire';

const PAGE = 1000;

type Ask = (cursor: string | null, limit: number) => Promise<PullPage>;

/**
 * Fetches what changed since the last time, or a complete copy, page by page; each page is kept with the place
 * reached, so that a broken pull goes on where it stopped. Answers whether anything changed. Throws the Problem
 * that stopped it.
 */
export async function pullChanges(me: Owner, scopes: string, from: Ask = ask): Promise<boolean> {
  let changed = false;
  for (;;) {
    if (owner.get()?.userId !== me.userId) return changed;
    const kept = (await readMeta()) ?? emptyMeta(scopes);
    const cursor = kept.scopes === scopes ? kept.cursor : null;
    const asOf = { at: Date.now(), stamp: stamp() };
    const page = await from(cursor, PAGE);
    if (await writePage(page, me, scopes, asOf)) changed = true;
    if (!page.more) {
      feed.fetched(page.stands ?? null);
      return changed;
    }
  }
}
