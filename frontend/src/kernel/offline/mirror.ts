import { createStore } from '../store';
import { onNews, tell } from './channel';
import { mirrorDatabase, type MirrorMeta } from './db';
import { withEffects, type Row } from './effects';
import { operations } from './queue';
import { owner, type Owner } from './owner';
import type { PullPage } from './wire';

type Base = ReadonlyMap<string, ReadonlyMap<string, Row>>;
type Held = { base: Base; meta: MirrorMeta };

export const emptyMeta = (scopes: string): MirrorMeta => ({ cursor: null, live: 1, filling: null, complete: false, as_of: null, stamp: 0, scopes });

/** The mirror in memory; null until it has been read from this device. */
export const mirror = createStore<Held | null>(null);

const listeners = new Set<() => void>();
/** Calls `listener` when something new has come from the server, in whichever tab; returns the stop. */
export function onMirrored(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const announce = () => {
  for (const listener of [...listeners]) listener();
};

let heldFor: string | null = null;
const keyOf = () => {
  const me = owner.get();
  return me && `${me.tenantId}:${me.userId}`;
};

/** Reads the mirror of whoever is signed in into memory, once per person. */
export async function holdMirror(again = false): Promise<void> {
  const key = keyOf();
  if (key === heldFor && !again) return;
  if (key !== heldFor) mirror.set(null);
  heldFor = key;
  if (!key) return;
  const read = await readMirror();
  if (heldFor === key && read) mirror.set(read);
}

async function readMirror(): Promise<Held | null> {
  const database = await mirrorDatabase();
  if (!database) return null;
  const tx = database.transaction(['mirror', 'meta']);
  const meta = (await tx.objectStore('meta').get('mirror')) ?? emptyMeta('');
  const range = generation(meta.live);
  const store = tx.objectStore('mirror');
  const [keys, rows] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
  const base = new Map<string, Map<string, Row>>();
  keys.forEach(([, kind, id], index) => {
    let table = base.get(kind);
    if (!table) base.set(kind, (table = new Map()));
    table.set(id, rows[index]!);
  });
  return { base, meta };
}

/** Every key of a generation: an array sorts after every string. */
const generation = (number: number) => IDBKeyRange.bound([number], [number, []]);

export async function readMeta(): Promise<MirrorMeta | undefined> {
  return (await mirrorDatabase())?.get('meta', 'mirror');
}

/** How many rows of a kind are worth their room, the newest by a field; what is older is asked of the server. */
export type Keep = Record<string, { by: string; most: number }>;

/**
 * Writes a page and the place reached in one transaction. Answers whether screens have something new. The copy that
 * screens read is replaced in one step when a complete one has arrived, and never emptied before.
 */
export async function writePage(page: PullPage, asked: Owner, scopes: string, asOf: { at: number; stamp: number }): Promise<boolean> {
  const me = `${asked.tenantId}:${asked.userId}`;
  // Somebody else has taken over meanwhile: what this person may see is not for them.
  const database = me === keyOf() ? await mirrorDatabase() : null;
  if (!database) return false;
  const tx = database.transaction(['mirror', 'meta'], 'readwrite');
  const store = tx.objectStore('mirror');
  const metas = tx.objectStore('meta');
  const meta = { ...((await metas.get('mirror')) ?? emptyMeta(scopes)), scopes };
  if (page.reset) {
    if (meta.filling !== null && meta.filling !== meta.live) await store.delete(generation(meta.filling));
    // Without a complete copy the rows are shown as they come.
    if (!meta.complete) await store.delete(generation(meta.live));
    meta.filling = meta.complete ? meta.live + 1 : meta.live;
  }
  const target = meta.filling ?? meta.live;
  let touched = false;
  for (const [kind, { columns, rows }] of Object.entries(page.tables)) {
    const id = columns.indexOf('id');
    for (const values of rows) {
      const row: Row = {};
      columns.forEach((column, index) => {
        row[column] = values[index];
      });
      touched = true;
      void store.put(row, [target, kind, String(values[id])]);
    }
  }
  for (const [kind, ids] of Object.entries(page.gone)) {
    for (const id of ids) {
      touched = true;
      void store.delete([target, kind, id]);
    }
  }
  meta.cursor = page.cursor;
  let switched = false;
  if (!page.more) {
    if (meta.filling !== null && meta.filling !== meta.live) {
      await store.delete(generation(meta.live));
      meta.live = meta.filling;
      switched = true;
    }
    switched ||= !meta.complete;
    Object.assign(meta, { filling: null, complete: true, as_of: asOf.at, stamp: asOf.stamp });
  }
  void metas.put(meta, 'mirror');
  await tx.done;

  if (me !== keyOf()) return false;
  const held = mirror.get();
  if (switched || page.reset || !held) await holdMirror(true);
  else mirror.set({ base: target === meta.live ? patched(held.base, page) : held.base, meta });
  if (touched || switched) {
    tell({ tenantId: '', mirror: me });
    if (!page.more) announce();
  }
  return touched || switched;
}

function patched(base: Base, page: PullPage): Base {
  const next = new Map(base);
  const writable = (kind: string) => {
    const table = new Map(next.get(kind));
    next.set(kind, table);
    return table;
  };
  for (const [kind, { columns, rows }] of Object.entries(page.tables)) {
    if (!rows.length) continue;
    const id = columns.indexOf('id');
    const table = writable(kind);
    for (const values of rows) table.set(String(values[id]), Object.fromEntries(columns.map((column, index) => [column, values[index]])));
  }
  for (const [kind, ids] of Object.entries(page.gone)) {
    if (!ids.length) continue;
    const table = writable(kind);
    for (const id of ids) table.delete(id);
  }
  return next;
}

/** Lets the oldest rows of long kinds go. */
export async function thin(keep: Keep): Promise<void> {
  const held = mirror.get();
  const database = await mirrorDatabase();
  if (!held || !database) return;
  const gone: Record<string, string[]> = {};
  for (const [kind, { by, most }] of Object.entries(keep)) {
    const rows = [...(held.base.get(kind) ?? [])];
    // A little above the limit is left alone, so that not every pull ends in a clearing.
    if (rows.length <= most * 1.2) continue;
    rows.sort(([, a], [, b]) => String(b[by]).localeCompare(String(a[by])));
    gone[kind] = rows.slice(most).map(([id]) => id);
  }
  if (!Object.keys(gone).length) return;
  const tx = database.transaction('mirror', 'readwrite');
  for (const [kind, ids] of Object.entries(gone)) for (const id of ids) void tx.store.delete([held.meta.live, kind, id]);
  await tx.done;
  const now = mirror.get();
  if (now) mirror.set({ ...now, base: patched(now.base, { cursor: '', more: false, reset: false, tables: {}, gone }) });
}

onNews(({ mirror: key }) => {
  if (key && key === heldFor) void holdMirror(true).then(announce).catch((error: unknown) => console.warn('local storage', error));
});

/** `loading`: not read from this device yet. `complete`: a whole copy is here, the server need not be asked. */
export type View<T> = { rows: T[]; byId: ReadonlyMap<string, T>; asOf: number | null; complete: boolean; loading: boolean };

const views = new Map<string, { held: Held | null; queue: unknown; view: View<Row> }>();

/** One kind with what the queue adds, computed once per change. */
export function view(kind: string): View<Row> {
  const held = mirror.get();
  const queue = operations.get();
  const known = views.get(kind);
  if (known && known.held === held && known.queue === queue) return known.view;
  const base: Base = held?.base ?? new Map();
  const byId = withEffects(kind, base, queue ?? [], held?.meta.stamp ?? 0);
  const loading = held === null || queue === null;
  const complete = Boolean(held?.meta.complete) && !loading;
  const asOf = held?.meta.as_of ?? null;
  const same = known && known.view.byId === byId && known.view.complete === complete && known.view.loading === loading && known.view.asOf === asOf;
  const next = same ? known.view : { rows: [...byId.values()], byId, asOf, complete, loading };
  views.set(kind, { held, queue, view: next });
  return next;
}
