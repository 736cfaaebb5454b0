import { useEffect, useState } from 'react';
import type { KeptFile } from './file';
import { readBytes } from './files-db';

/** The address of a kept file's bytes, for an image; null while they are read or when they are gone. */
export function useFileAddress(file: Pick<KeptFile, 'id' | 'tenant_id' | 'type'> | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  const { id, tenant_id, type } = file ?? {};
  useEffect(() => {
    if (!id || !tenant_id) return;
    let url: string | null = null;
    let left = false;
    void readBytes(tenant_id, id).then(
      (bytes) => {
        if (!bytes || left) return;
        url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
        setAddress(url);
      },
      (error: unknown) => console.warn('local storage', error),
    );
    return () => {
      left = true;
      setAddress(null);
      if (url) URL.revokeObjectURL(url);
    };
  }, [id, tenant_id, type]);
  return address;
}
