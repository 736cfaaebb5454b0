import { authorized } from '@/kernel/api/client';
import { problemOf } from '@/kernel/api/problem';

const ADDRESS = () => new URL('/api/v1/company/logo', location.origin);

/** On paper it is some centimetres wide: more pixels than these nobody sees. */
const WIDEST = 800;
const HIGHEST = 400;
/** The server takes 200 kB; a little less, for what surrounds the file. */
const MOST_BYTES = 190_000;

/** Width and height within the bounds, in the same proportions; a small picture stays as it is. */
export function fitted(width: number, height: number, share = 1): { width: number; height: number } {
  const scale = Math.min(1, (WIDEST * share) / width, (HIGHEST * share) / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function drawn(picture: ImageBitmap, share: number, ground: string | null): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), fitted(picture.width, picture.height, share));
  const pen = canvas.getContext('2d')!;
  if (ground) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const encoded = (canvas: HTMLCanvasElement, type: string) => new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.86));

/** A picture nobody can draw. */
export class Unreadable extends Error {}

/** The picture as small as paper needs it: a PNG, which may be see-through, or a JPEG where that would weigh too much. */
async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) throw new Unreadable();
  for (const share of [1, 0.7, 0.5]) {
    const png = await encoded(drawn(picture, share, null), 'image/png');
    if (png && png.size <= MOST_BYTES) return png;
    const jpeg = await encoded(drawn(picture, share, '#ffffff'), 'image/jpeg');
    if (jpeg && jpeg.size <= MOST_BYTES) return jpeg;
  }
  throw new Unreadable();
}

/** The company's logo; null where it has none. */
export async function readLogo(): Promise<Blob | null> {
  const response = await authorized(new Request(ADDRESS()));
  if (response.status === 404) return null;
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}

export async function keepLogo(file: Blob): Promise<Blob> {
  const small = await shrunk(file);
  const form = new FormData();
  form.set('file', small, small.type === 'image/png' ? 'logo.png' : 'logo.jpg');
  const response = await authorized(new Request(ADDRESS(), { method: 'PUT', body: form }));
  if (!response.ok) throw await problemOf(response);
  return small;
}

export async function dropLogo(): Promise<void> {
  const response = await authorized(new Request(ADDRESS(), { method: 'DELETE' }));
  if (!response.ok) throw await problemOf(response);
}
