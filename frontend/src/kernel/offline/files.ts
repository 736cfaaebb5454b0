import { useEffect } from 'react';
import { connection } from '../connection';
import { createStore, useStore } from '../store';
import type { KeptFile } from './file';
import { changeFile, dropFiles, readFiles } from './files-db';
import { owner } from './owner';
import { watchFiles } from './queue-db';

/** What is known of the present company's files; null until read. */
const files = createStore<readonly KeptFile[] | null>(null);
let held: string | null = null;

async function load(): Promise<void> {
  const tenantId = owner.get()?.tenantId ?? null;
  held = tenantId;
  const read = tenantId ? await readFiles(tenantId) : null;
  if (held === tenantId) files.set(read);
}

watchFiles((tenantId) => {
  if (tenantId === held) void load().catch((error: unknown) => console.warn('local storage', error));
});

/** What sends comes when there is something to send: most devices never have a file. */
const sending = () => import('./files-sending');

/** Sends what files wait; resolves when this attempt has ended. */
export const sendFilesNow = async (): Promise<void> => {
  await load();
  if (filesNow().some(isUnsent)) await (await sending()).sendFilesNow();
};

/** Keeps files going out while somebody is signed in; returns the function that stops it. */
export function startFiles(): () => void {
  let stop: (() => void) | null = null;
  let left = false;
  const look = () => {
    if (stop || left || !filesNow().some(isUnsent)) return;
    void sending().then(
      (one) => {
        if (!stop && !left) stop = one.startSending();
      },
      // Not on this device yet and no network: the next look asks again.
      (error: unknown) => console.warn('files', error),
    );
  };
  const begin = () => {
    if (held !== owner.get()?.tenantId) files.set(null);
    void load().catch((error: unknown) => console.warn('local storage', error));
  };
  const off = [owner.subscribe(begin), files.subscribe(look), connection.onReturn(look)];
  begin();
  return () => {
    left = true;
    off.forEach((end) => end());
    stop?.();
  };
}

const none: readonly KeptFile[] = [];
export const filesNow = (): readonly KeptFile[] => files.get() ?? none;
export const isUnsent = ({ status }: KeptFile): boolean => status !== 'whole';

export function useFiles(): readonly KeptFile[] {
  useEffect(() => {
    if (held !== owner.get()?.tenantId) void load().catch((error: unknown) => console.warn('local storage', error));
  }, []);
  return useStore(files) ?? none;
}

/** Tries a file that was refused once more. */
export async function resendFile({ tenant_id, id }: KeptFile): Promise<void> {
  await changeFile(tenant_id, id, { status: 'waiting', next_at: 0 });
  await sendFilesNow();
}

/** Lets a file go that the server will never have: a person said so. */
export const discardFile = ({ tenant_id, id }: KeptFile): Promise<void> => dropFiles(tenant_id, [id]);
