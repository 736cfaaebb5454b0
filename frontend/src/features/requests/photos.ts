import { authorized, take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { problemOf } from '@/kernel/api/problem';
import type { PhotoKind } from '@/kernel/api/services';
import { newId } from '@/kernel/ids';
import { sha256, shrunk } from '@/kernel/picture';

const LIMITS = { side: 1600, bytes: 250_000 };
const PART = 128_000;


/** How much of a photo the server has. */
async function offset(path: string): Promise<number> {
  const { received } = await take(plain<{ received: number }>('GET', path));
  return received;
}

/** A photo of the problem, made small and sent part by part; after a cut it goes on where the server says. */
export async function sendPhoto(requestId: string, file: Blob, kind: PhotoKind): Promise<void> {
  const small = await shrunk(file, LIMITS);
  const bytes = await small.arrayBuffer();
  const id = newId();
  const base = `/api/v1/requests/${requestId}/photos`;
  const body = { id, kind, size: bytes.byteLength, sha256: await sha256(new Uint8Array(bytes)) };
  let { received } = await take(plain<{ received: number }>('POST', base, { body }));
  const path = `${base}/${id}/upload`;
  for (let failures = 0; received < bytes.byteLength; ) {
    try {
      const response = await authorized(
        new Request(new URL(path, location.origin), {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(received) },
          body: bytes.slice(received, received + PART),
        }),
      );
      if (!response.ok) throw await problemOf(response);
      received = Math.min(bytes.byteLength, received + PART);
    } catch (error) {
      failures += 1;
      if (failures > 3) throw error;
      received = await offset(path);
    }
  }
}
