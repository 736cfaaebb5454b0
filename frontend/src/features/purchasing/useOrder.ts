import { useQuery } from '@tanstack/react-query';
import { useOpenOperations, useMirror } from '@/kernel/offline';
import { useOrders, type OrderRow } from '@/entities/order/mirror';
import type { ProductRow } from '@/entities/product/mirror';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { orderQuery, rowOf } from './queries';

export type OrderLine = { id: string; product_id: string; name: string; unit: string; pack_size: number; quantity: number; received: number; unit_cost: number | null };
export type KnownOrder = {
  row: OrderRow;
  supplier: string;
  phone: string | null;
  lines: OrderLine[];
  /** Not at the server yet. */
  madeHere: boolean;
  cancelReason: string | null;
};

/** One order as far as anybody knows it: open ones lie on this device with what is still to be sent, all at the server. */
export function useOrder(id: string) {
  const { byId, asOf, loading } = useOrders();
  const products = useMirror<ProductRow>('product').byId;
  const suppliers = useMirror<SupplierRow>('supplier').byId;
  const madeHere = useOpenOperations(id).some(({ type }) => type === 'order.create');
  const asked = useQuery({ ...orderQuery(id), enabled: !madeHere && !loading });
  const local = byId.get(id);
  const row: OrderRow | undefined = local ? { ...local, note: local.note ?? asked.data?.note ?? null } : asked.data && rowOf(asked.data);
  if (!row) return { ...asked, data: undefined };
  const named = new Map(asked.data?.lines.map((line) => [line.id, line]));
  const supplier = suppliers.get(row.supplier_id);
  const data: KnownOrder = {
    row,
    supplier: supplier?.name ?? asked.data?.supplier_name ?? '—',
    phone: supplier?.phone ?? null,
    madeHere,
    cancelReason: asked.data?.cancel_reason ?? null,
    lines: row.lines.map(([lineId, product_id, quantity, received, unit_cost]) => {
      const product = products.get(product_id);
      const known = named.get(lineId);
      return {
        id: lineId,
        product_id,
        name: product?.name ?? known?.product_name ?? '—',
        unit: product?.unit ?? known?.unit ?? '',
        pack_size: product?.pack_size ?? known?.pack_size ?? 1,
        quantity,
        received,
        unit_cost,
      };
    }),
  };
  return local ? { ...asked, data, error: null, isPending: false, dataUpdatedAt: asOf ?? 0 } : { ...asked, data };
}
