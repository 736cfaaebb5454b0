import { upload } from '@/kernel/api/upload';
import { api } from '@/kernel/api/client';
import { problemOf } from '@/kernel/api/problem';
import type { Import } from '@/kernel/api/types';

export const ACCEPTED = '.csv,.txt,.tsv,.xlsx';

const isText = (name: string) => /\.(csv|txt|tsv)$/i.test(name);

/** A text file shrinks to a tenth: on a phone that is the person's money. Workbooks are compressed already. */
async function shrink(file: File): Promise<File> {
  if (!isText(file.name) || typeof CompressionStream === 'undefined' || file.size < 2048) return file;
  const packed = await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  if (packed.size >= file.size) return file;
  // Its own name stays: the server knows a packed file by its first bytes, and people know theirs by its name.
  return new File([packed], file.name, { type: 'application/gzip' });
}

export async function sendFile(file: File, kind: Import['kind'], onProgress: (sent: number) => void): Promise<Import> {
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', await shrink(file));
  return upload<Import>('/api/v1/imports', form, onProgress);
}

/** Saves the rejected lines, each with its reason, as a file to mend and import again. */
export async function downloadRejected(one: Import): Promise<void> {
  const { data, error, response } = await api.GET('/api/v1/imports/{import_id}/rejected.csv', {
    params: { path: { import_id: one.id } },
    parseAs: 'blob',
  });
  if (!response.ok) throw await problemOf(response, error ?? {});
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data as unknown as Blob);
  link.download = `${one.file_name.replace(/\.[^.]+$/, '')}-rejets.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
