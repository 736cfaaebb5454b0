import type { PaymentMethod, Sale, SaleSummary } from '@/kernel/api/types';
import { tenantDay } from '@/kernel/format';
import { fold } from '@/kernel/format/fold';
import { isOpen, useMirror, useMirrorRow, useOperations, type Operation } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import type { SaleFilters } from './queries';

/** [line, product, quantity, unit price, discount, amount, returned] as the mirror keeps a line. */
export type LineRow = [string, string, number, number, number, number, number];

/** A sale as this device keeps it; `number` is null until the server has given one. */
export type SaleRow = {
  id: string;
  number: string | null;
  kind: Sale['kind'];
  status: Sale['status'];
  original_sale_id: string | null;
  customer_id: string | null;
  customer_name: string | null;
  payment_method: Sale['payment_method'] | PaymentMethod;
  occurred_at: string;
  total: number;
  discount: number;
  user_id: string | null;
  version: number;
  lines: LineRow[];
};

/** The row in the shape of the API's list; costs are not known here. */
export const summaryOf = (row: SaleRow): SaleSummary =>
  ({
    ...row,
    number: row.number ?? '',
    line_count: row.lines.length,
    cancelled_at: null,
    cancel_reason: null,
    cost: null,
    import_id: null,
    note: null,
    // How much of a credit was paid at once a row does not say.
    paid_by: null,
    paid_now: 0,
    received_at: row.occurred_at,
  }) as SaleSummary;

/** The row in the shape of the API's page of one sale. */
function saleOfRow(row: SaleRow, products: ReadonlyMap<string, ProductRow>): Sale {
  return {
    ...summaryOf(row),
    lines: row.lines.map(([id, product_id, quantity, unit_price, discount, amount, returned]) => ({
      id,
      product_id,
      product_name: products.get(product_id)?.name ?? '—',
      code: products.get(product_id)?.code ?? '',
      quantity,
      unit_price,
      discount,
      amount,
      returned,
      cost: null,
      original_line_id: null,
    })),
  } as Sale;
}

/** One sale as this device knows it, with what is still to be sent done to it; undefined when it does not. */
export function useLocalSale(id: string): Sale | undefined {
  const row = useMirrorRow<SaleRow>('sale', id);
  const products = useMirror<ProductRow>('product').byId;
  // How much was paid at once only what made the sale on this phone can tell.
  const paid_now = useOperations().find(({ type, payload }) => type === 'sale.record' && payload.id === id)?.payload.paid_now;
  return row && { ...saleOfRow(row, products), paid_now: typeof paid_now === 'number' ? paid_now : 0 };
}

/** Whether a sale belongs to the list that the filters ask for; `more` is searched besides number and customer. */
export function fits(row: SaleRow, { from, to, kind, status, search, product, customer }: SaleFilters, more = ''): boolean {
  const at = tenantDay(0, Date.parse(row.occurred_at));
  if ((from && at < from) || (to && at > to)) return false;
  if ((kind && row.kind !== kind) || (status && row.status !== status)) return false;
  if ((customer && row.customer_id !== customer) || (product && !row.lines.some(([, id]) => id === product))) return false;
  return !search || fold(`${row.number ?? ''} ${row.customer_name ?? ''} ${more}`).includes(fold(search));
}

/** The sales of the last days that have arrived, by the same filters; null while this device has no copy. */
export function useLocalSales(filters: SaleFilters): { sales: SaleSummary[] | null; asOf: number | null } {
  const { rows, complete, asOf } = useMirror<SaleRow>('sale');
  if (!complete) return { sales: null, asOf };
  const [by, way] = [filters.sort.replace('-', ''), filters.sort.startsWith('-') ? -1 : 1];
  const order = (a: SaleRow, b: SaleRow) => (by === 'total' ? a.total - b.total : a.occurred_at.localeCompare(b.occurred_at));
  const sales = rows.filter((row) => row.number !== null && fits(row, filters)).sort((a, b) => way * order(a, b));
  return { sales: sales.map(summaryOf), asOf };
}

type Unsent = { operation: Operation; row: SaleRow };

const rowOf = (operation: Operation): SaleRow | undefined => {
  const effect = operation.effects.find(({ kind, row }) => kind === 'sale' && row);
  return effect && ({ id: effect.id, ...effect.row } as SaleRow);
};

/** Sales and returns that are on this device and not at the server, the newest first. */
export function useUnsentSales(): Unsent[] {
  return useOperations()
    .filter(isOpen)
    .flatMap((operation) => {
      const row = rowOf(operation);
      return row ? [{ operation, row }] : [];
    })
    .reverse();
}
