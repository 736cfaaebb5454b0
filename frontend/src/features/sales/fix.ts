import { mirrorRow, type Operation } from '@/kernel/offline';
import type { SaleIn } from '@/kernel/api/types';
import type { ProductRow } from '@/entities/product/mirror';
import { cart } from './cart';
import type { SaleRow } from './local';

/** Lays a refused sale back into the cart, to be corrected there. False when another sale stands in it. */
export function reopenSale(operation: Operation): boolean {
  const now = cart.get();
  if (now.lines.length && now.fixes !== operation.op_id) return false;
  const sale = operation.payload as unknown as SaleIn & { id: string };
  const row = operation.effects.find(({ kind, id }) => kind === 'sale' && id === sale.id)?.row as Omit<SaleRow, 'id'> | undefined;
  cart.set({
    id: sale.id,
    payment: sale.payment_method,
    discount: sale.discount ?? 0,
    customer: sale.customer_id ? { id: sale.customer_id, name: row?.customer_name ?? '' } : null,
    note: sale.note ?? '',
    terms: { paid_now: sale.paid_now ?? 0, paid_by: sale.paid_by ?? 'cash', due_on: sale.due_on ?? null },
    fixes: operation.op_id,
    lines: sale.lines.map((line) => {
      const product = mirrorRow<ProductRow>('product', line.product_id);
      return {
        id: line.id!,
        product_id: line.product_id,
        name: product?.name ?? '—',
        unit: product?.unit ?? '',
        quantity: line.quantity,
        unit_price: line.unit_price ?? product?.sale_price ?? 0,
        // The shelf without this sale, which is counted already.
        on_hand: (product?.on_hand ?? 0) + line.quantity,
      };
    }),
  });
  return true;
}
