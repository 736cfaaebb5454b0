import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import { authorized } from './client';
import { problemOf } from './problem';

/** A picture behind the sign-in; null where there is none. `version` changes with the picture. */
const pictureQuery = (path: string, version: string) =>
  queryOptions({
    queryKey: ['picture', path, version],
    staleTime: 3_600_000,
    queryFn: async ({ signal }): Promise<Blob | null> => {
      const response = await authorized(new Request(new URL(path, location.origin), { signal }));
      if (response.status === 404) return null;
      if (!response.ok) throw await problemOf(response);
      return response.blob();
    },
  });

/** Puts a picture behind the sign-in into an image element. */
export function usePicture(path: string, version = ''): { image: RefObject<HTMLImageElement | null>; blob: Blob | null | undefined; failed: boolean } {
  const image = useRef<HTMLImageElement>(null);
  const { data, error } = useQuery(pictureQuery(path, version));
  useEffect(() => {
    if (!data || !image.current) return;
    const address = URL.createObjectURL(data);
    image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [data]);
  return { image, blob: data, failed: error !== null };
}

/** Sends a file to where a picture is kept; the server draws it anew. */
export async function keepPicture(path: string, file: Blob): Promise<void> {
  const form = new FormData();
  form.set('file', file, file.type === 'image/png' ? 'picture.png' : 'picture.jpg');
  const response = await authorized(new Request(new URL(path, location.origin), { method: 'PUT', body: form }));
  if (!response.ok) throw await problemOf(response);
}
