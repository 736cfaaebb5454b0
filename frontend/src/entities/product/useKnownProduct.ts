import { useQuery } from '@tanstack/react-query';
import type { Product } from '@/kernel/api/types';
import { useOpenOperations } from '@/kernel/offline';
import { useProduct } from './mirror';
import { productQuery } from './queries';

type Known = { data: Product | undefined; error: Error | null; isPending: boolean; dataUpdatedAt: number; refetch: () => unknown };

/**
 * One product as far as anybody knows it: this device's copy, which carries what is still to be sent, with the
 * description that only the server keeps.
 */
export function useKnownProduct(id: string): Known {
  const { product, asOf } = useProduct(id);
  const madeHere = useOpenOperations(id).some(({ type }) => type === 'product.create');
  const asked = useQuery({ ...productQuery(id), enabled: !madeHere });
  if (!product) return asked;
  const data = { ...asked.data, ...product, description: asked.data?.description ?? null };
  return { ...asked, data, error: null, isPending: false, dataUpdatedAt: asOf ?? 0 };
}
