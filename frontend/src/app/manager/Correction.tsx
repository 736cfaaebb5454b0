import { useMay } from '@/kernel/auth/permissions';
import type { Operation } from '@/kernel/offline';
import { SupplierDialog } from '@/features/catalog/SupplierDialog';
import { restateCashMove, restateClosing } from '@/features/closing/restate';
import { restatePayment, restatePromise } from '@/features/credit/restate';
import { CustomerDialog } from '@/features/customers/CustomerDialog';
import { restateCount, restateMove } from '@/features/inventory/restate';
import { restateOrder, restateReceipt, restateSending } from '@/features/purchasing/restate';
import { restateCancel, restateMissed, restateReturn } from '@/features/sales/restate';
import type { Restate } from '@/features/sync/correct';
import { CorrectDialog } from '@/features/sync/CorrectDialog';

/** What follows from a corrected payload, where more follows than fields of the same names. */
const RESTATES: Partial<Record<Operation['type'], Restate>> = {
  'cash.move': restateCashMove,
  'credit.pay': restatePayment,
  'credit.promise': restatePromise,
  'day.close': restateClosing,
  'missed_sale.record': restateMissed,
  'order.create': restateOrder,
  'order.send': restateSending,
  'receipt.record': restateReceipt,
  'sale.cancel': restateCancel,
  'sale.return': restateReturn,
  'stock.count': restateCount,
  'stock.move': restateMove,
};

/** The form in which a refused operation is corrected. */
export default function Correction({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const may = useMay();
  switch (operation.type) {
    case 'customer.create':
    case 'customer.edit':
      return <CustomerDialog customer={null} corrects={operation} mayLimit={may('sales:cancel')} onClose={onClose} />;
    case 'supplier.create':
    case 'supplier.edit':
      return <SupplierDialog supplier={null} corrects={operation} onClose={onClose} />;
    default:
      return <CorrectDialog operation={operation} restate={RESTATES[operation.type]} onClose={onClose} />;
  }
}
