import { authorized } from '../api/client';
import { Problem, problemOf } from '../api/problem';
import { connection } from '../connection';
import { filesNow } from './files';
import { sendFiles, type FileDeps } from './files-engine';
import { oneTabAtATime } from './lock';
import { owner } from './owner';
import { onArrived } from './queue';

const received = async (response: Response): Promise<number> => {
  if (!response.ok) throw await problemOf(response);
  const body = (await response.json().catch(() => null)) as { received?: unknown } | null;
  // A portal of the network may answer with a page of its own.
  if (typeof body?.received !== 'number') throw new Problem(502, { code: 'unreadable' });
  return body.received;
};

const deps: FileDeps = {
  ask: async (address) => received(await authorized(new Request(new URL(address, location.origin)))),
  put: async (address, offset, part) =>
    received(
      await authorized(
        new Request(new URL(address, location.origin), {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
          body: part as Uint8Array<ArrayBuffer>,
        }),
      ),
    ),
  now: Date.now,
  random: Math.random,
};

let running: Promise<void> | null = null;
let again = false;
let eagerly = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Sends what files wait; resolves when this attempt has ended. */
export function sendFilesNow(eager = true): Promise<void> {
  again = true;
  eagerly ||= eager;
  running ??= run().finally(() => {
    running = null;
  });
  return running;
}

async function run(): Promise<void> {
  while (again) {
    again = false;
    const eager = eagerly;
    eagerly = false;
    const me = owner.get();
    if (!me) return;
    try {
      await oneTabAtATime(`digiboost-files:${me.tenantId}`, async () => {
        const { nextAt } = await sendFiles(me, eager, deps);
        clearTimeout(timer);
        if (nextAt !== null) timer = setTimeout(() => void sendFilesNow(false), Math.max(250, nextAt - Date.now()));
      });
    } catch (error) {
      // Storage that fails now is tried again by the next event; what is kept stays where it is.
      console.warn('local storage', error);
      return;
    }
  }
}

/** Sends now and at every occasion; returns the function that ends it. */
export function startSending(): () => void {
  const onVisible = () => {
    if (!document.hidden) void sendFilesNow();
  };
  const onOnline = () => void sendFilesNow();
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('online', onOnline);
  const off = [
    owner.subscribe(onOnline),
    connection.onReturn(onOnline),
    // Once the server knows of it a file may go.
    onArrived((arrived) => {
      if (filesNow().some(({ after }) => arrived.some(({ op_id }) => op_id === after))) void sendFilesNow();
    }),
  ];
  void sendFilesNow();
  return () => {
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('online', onOnline);
    off.forEach((stop) => stop());
    clearTimeout(timer);
  };
}
