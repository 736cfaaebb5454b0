import { useQuery } from '@tanstack/react-query';
import { useMirror } from '@/kernel/offline';
import { predictionsQuery, useStillToOrder } from '@/entities/order/advice';
import { onOrder, useOrders } from '@/entities/order/mirror';
import type { ProductRow } from '@/entities/product/mirror';
import { suggested, type SuggestedLine } from './suggest';

/** `reason` is null where only the minimum that a person typed speaks. */
type AdvisedLine = SuggestedLine & { reason: string | null };
type Advised = { bySupplier: ReadonlyMap<string | null, readonly AdvisedLine[]>; loading: boolean };

/**
 * What to order from whom: the forecast's advice as of now. A device that has never heard it and has no network goes
 * by the minimum of each product.
 */
export function useAdvised(): Advised {
  const { data, isPending, dataUpdatedAt } = useQuery(predictionsQuery());
  const still = useStillToOrder(dataUpdatedAt);
  const products = useMirror<ProductRow>('product');
  const orders = useOrders();
  if (data) {
    const bySupplier = new Map<string | null, AdvisedLine[]>();
    for (const { supplier_id, lines } of data.advice) {
      const open = lines.map((line) => ({ product_id: line.product_id, quantity: still(line).quantity, reason: line.reason })).filter(({ quantity }) => quantity > 0);
      if (open.length) bySupplier.set(supplier_id, open);
    }
    return { bySupplier, loading: false };
  }
  if (isPending || products.loading || orders.loading) return { bySupplier: new Map(), loading: true };
  const byMinimum = suggested(products.rows, onOrder(orders.rows));
  return { bySupplier: new Map([...byMinimum].map(([supplier, lines]) => [supplier, lines.map((line) => ({ ...line, reason: null }))])), loading: false };
}
