import type { KeptFile } from './file';
import { filesChanged, openQueue } from './queue-db';

export const readFiles = async (tenantId: string): Promise<KeptFile[]> => (await openQueue(tenantId)).getAll('files');

export const readBytes = async (tenantId: string, id: string): Promise<Uint8Array | undefined> => (await openQueue(tenantId)).get('bytes', id);

/** Changes what is known of a file; undefined when it is gone. Its bytes stay. */
export async function changeFile(tenantId: string, id: string, more: Partial<KeptFile>): Promise<KeptFile | undefined> {
  const tx = (await openQueue(tenantId)).transaction('files', 'readwrite', { durability: 'strict' });
  const now = await tx.store.get(id);
  const next = now && { ...now, ...more };
  if (next) await tx.store.put(next);
  await tx.done;
  filesChanged(tenantId);
  return next;
}

export async function dropFiles(tenantId: string, ids: readonly string[]): Promise<void> {
  if (!ids.length) return;
  const tx = (await openQueue(tenantId)).transaction(['files', 'bytes'], 'readwrite', { durability: 'strict' });
  for (const id of ids) {
    void tx.objectStore('files').delete(id);
    void tx.objectStore('bytes').delete(id);
  }
  await tx.done;
  filesChanged(tenantId);
}

/** On a full device what the server has makes room first. */
export async function dropWholeFiles(tenantId: string): Promise<void> {
  await dropFiles(
    tenantId,
    (await readFiles(tenantId)).filter(({ status }) => status === 'whole').map(({ id }) => id),
  );
}
