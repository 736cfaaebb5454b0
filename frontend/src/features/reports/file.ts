import { useState } from 'react';
import { api, authorized, take } from '@/kernel/api/client';
import { problemOf } from '@/kernel/api/problem';
import type { Report } from '@/kernel/api/types';

type Named = Pick<Report, 'id' | 'file_name' | 'format' | 'title'>;

export const isPaper = ({ format }: Pick<Report, 'format'>): boolean => format !== 'xlsx';

/** The file itself. Throws the Problem that prevented it. */
export async function fetchFile({ id, file_name, format, title }: Named, inline = false): Promise<File> {
  const response = await authorized(new Request(new URL(`/api/v1/reports/${id}/download${inline ? '?inline=true' : ''}`, location.origin)));
  if (!response.ok) throw await problemOf(response);
  const body = await response.blob();
  const type = isPaper({ format }) ? 'application/pdf' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return new File([body], file_name ?? `${title}.${isPaper({ format }) ? 'pdf' : 'xlsx'}`, { type });
}

export function save(file: File): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: file.name }).click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Whether this browser shows a PDF inside a page; phones mostly hand it to another application. */
export const showsPdf = (): boolean => navigator.pdfViewerEnabled === true;

/** The file of one report, fetched once however often it is wanted. */
export function useFile(report: Named) {
  const [file, setFile] = useState<File | null>(null);
  const [coming, setComing] = useState<Promise<File> | null>(null);
  const get = (): Promise<File> => {
    if (file) return Promise.resolve(file);
    if (coming) return coming;
    const asked = fetchFile(report, isPaper(report));
    setComing(asked);
    return asked.then(
      (found) => {
        setFile(found);
        setComing(null);
        return found;
      },
      (error: unknown) => {
        setComing(null);
        throw error;
      },
    );
  };
  return { file, busy: coming !== null, get };
}

/** An address that needs no sign-in and ends. */
const linkTo = (id: string) => take<{ url: string; expires_at: string }>(api.POST('/api/v1/reports/{report_id}/link', { params: { path: { report_id: id } } }));

export type Shared = { how: 'shared' | 'given_up' | 'again' } | { how: 'copied' | 'link'; url: string; until: string };

/**
 * Gives the file to another application of the phone; where that cannot take files, copies a link that ends. `again`: the
 * browser wants another press, because the file was long in coming.
 */
export async function share(report: Named, get: () => Promise<File>): Promise<Shared> {
  const trial = new File([''], isPaper(report) ? 'a.pdf' : 'a.xlsx', { type: isPaper(report) ? 'application/pdf' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
  if (navigator.canShare?.({ files: [trial] })) {
    const file = await get();
    try {
      await navigator.share({ files: [file], title: report.title });
      return { how: 'shared' };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return { how: 'given_up' };
      if (error instanceof DOMException && error.name === 'NotAllowedError') return { how: 'again' };
      throw error;
    }
  }
  const { url, expires_at } = await linkTo(report.id);
  const copied = await navigator.clipboard.writeText(url).then(
    () => true,
    () => false,
  );
  return { how: copied ? 'copied' : 'link', url, until: expires_at };
}
