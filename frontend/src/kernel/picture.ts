/** A picture nobody can draw. */
export class UnreadablePicture extends Error {}

export type Bounds = { side: number; bytes: number };

/** Width and height within a square of `side`, in the same proportions; a small picture stays as it is. */
export function within(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** What is tried, the best first: a little less sharp, then smaller, until it weighs little enough. */
const TRIES: [quality: number, share: number][] = [
  [0.7, 1],
  [0.6, 1],
  [0.5, 1],
  [0.6, 0.75],
  [0.5, 0.6],
  [0.4, 0.5],
];

/**
 * A photo drawn anew as a JPEG, upright, with its longer side of at most `side` pixels, and of `bytes` where that can be
 * had: what the camera wrote beside the picture (when, where) is not in it. Throws UnreadablePicture.
 */
export async function shrunk(file: Blob, { side, bytes }: Bounds): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!picture) throw new UnreadablePicture();
  const canvas = document.createElement('canvas');
  try {
    let last: Blob | null = null;
    for (const [quality, share] of TRIES) {
      const size = within(picture.width, picture.height, side * share);
      if (canvas.width !== size.width || canvas.height !== size.height) {
        Object.assign(canvas, size);
        const pen = canvas.getContext('2d');
        if (!pen) throw new UnreadablePicture();
        pen.fillStyle = '#ffffff';
        pen.fillRect(0, 0, size.width, size.height);
        pen.drawImage(picture, 0, 0, size.width, size.height);
      }
      last = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (last && last.size <= bytes) return last;
    }
    if (last) return last;
    throw new UnreadablePicture();
  } finally {
    picture.close();
    // A phone with little memory gets the pixels back at once.
    canvas.width = canvas.height = 0;
  }
}

export const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
