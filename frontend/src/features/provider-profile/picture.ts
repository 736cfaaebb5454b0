import { authorized } from '@/kernel/api/client';
import { problemOf } from '@/kernel/api/problem';

const ADDRESS = () => new URL('/api/v1/me/provider/photo', location.origin);

/** A face beside a name: more pixels than these nobody sees. */
const SIDE = 512;

/** The middle square of a picture: where it begins and how wide it is. */
export function square(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** A picture nobody can draw. */
export class Unreadable extends Error {}

/** The picture as small as it is shown, without what the camera wrote into it. */
async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) throw new Unreadable();
  const { x, y, side } = square(picture.width, picture.height);
  const edge = Math.min(SIDE, side);
  const canvas = Object.assign(document.createElement('canvas'), { width: edge, height: edge });
  canvas.getContext('2d')!.drawImage(picture, x, y, side, side, 0, 0, edge, edge);
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
  if (!drawn) throw new Unreadable();
  return drawn;
}

/** One's photo; null where there is none. */
export async function readPhoto(): Promise<Blob | null> {
  const response = await authorized(new Request(ADDRESS()));
  if (response.status === 404) return null;
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}

export async function keepPhoto(file: Blob): Promise<Blob> {
  const small = await shrunk(file);
  const form = new FormData();
  form.set('file', small, 'photo.jpg');
  const response = await authorized(new Request(ADDRESS(), { method: 'PUT', body: form }));
  if (!response.ok) throw await problemOf(response);
  return small;
}

export async function dropPhoto(): Promise<void> {
  const response = await authorized(new Request(ADDRESS(), { method: 'DELETE' }));
  if (!response.ok) throw await problemOf(response);
}
