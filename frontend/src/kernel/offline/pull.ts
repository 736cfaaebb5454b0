import { announce } from '../live';
import { feed } from './feed';
import { emptyMeta, readMeta, writePage } from './mirror';
import { owner, type Owner } from './owner';
import { stamp } from './stamp';
import { pull as ask, type PullPage } from './wire';

/** As many as the server gives: on a slow network each question costs more than its rows. */
const PAGE = 2000;

type Ahead = { cursor: string; page: Promise<PullPage>; asOf: { at: number; stamp: number } };
type Ask = (cursor: string | null, limit: number) => Promise<PullPage>;

/**
 * Fetches what changed since the last time, or a complete copy, page by page; each page is kept with the place
 * reached, so that a broken pull goes on where it stopped. Answers whether anything changed. Throws the Problem
 * that stopped it.
 */
export async function pullChanges(me: Owner, scopes: string, from: Ask = ask): Promise<boolean> {
  let changed = false;
  let ahead: Ahead | null = null;
  for (;;) {
    if (owner.get()?.userId !== me.userId) return changed;
    const kept = (await readMeta()) ?? emptyMeta(scopes);
    const cursor = kept.scopes === scopes ? kept.cursor : null;
    const next: Ahead | null = ahead?.cursor === cursor ? ahead : null;
    const asOf = next?.asOf ?? { at: Date.now(), stamp: stamp() };
    const page: PullPage = await (next?.page ?? from(cursor, PAGE));
    // Whose it is was asked with the page; another person may have taken over meanwhile.
    if (page.unread !== undefined && owner.get()?.userId === me.userId) announce('unread', page.unread);
    // The next one is on its way while this one is written.
    ahead = page.more ? { cursor: page.cursor, page: from(page.cursor, PAGE), asOf: { at: Date.now(), stamp: stamp() } } : null;
    ahead?.page.catch(() => undefined);
    if (await writePage(page, me, scopes, asOf)) changed = true;
    if (!page.more) {
      feed.fetched(page.stands ?? null);
      return changed;
    }
  }
}
