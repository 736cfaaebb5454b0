import type { Customer } from '@/kernel/api/types';
import { find } from '@/kernel/format/fold';
import { isOpen, type Operation } from '@/kernel/offline';
import type { CustomerRow } from '@/entities/customer/offline';

/** A customer that the server's list does not have; what the mirror does not carry is empty, as long as it is not sent. */
const customerOf = (row: CustomerRow, payload: Partial<Customer> = {}): Customer =>
  ({ email: null, address: null, note: null, ...payload, id: row.id, name: row.name, phone: row.phone, version: row.version }) as Customer;

/**
 * The server's list with what is not sent yet: new customers on top, edits in their place. Without the server's
 * list, all that this device knows.
 */
export function withUnsent(
  listed: Customer[] | null,
  { rows, byId }: { rows: CustomerRow[]; byId: ReadonlyMap<string, CustomerRow> },
  queue: readonly Operation[],
  search: string,
): Customer[] {
  const texts = ({ name, phone }: { name: string; phone: string | null }) => [name, phone?.replace(/\s/g, '')];
  if (!listed) return find(rows.filter(({ is_active }) => is_active), search, texts).map((row) => customerOf(row));
  const open = queue.filter(isOpen);
  const edited = new Map<string, Operation['payload']>();
  for (const { type, payload } of open) {
    if (type === 'customer.edit') edited.set(String(payload.customer_id), { ...edited.get(String(payload.customer_id)), ...payload });
  }
  const there = new Set(listed.map(({ id }) => id));
  const made = open
    .filter(({ type, payload }) => type === 'customer.create' && !there.has(String(payload.id)))
    .flatMap(({ payload }) => {
      const row = byId.get(String(payload.id));
      return row ? [customerOf(row, { ...payload, ...edited.get(row.id) } as Partial<Customer>)] : [];
    })
    .reverse();
  const change = (customer: Customer): Customer => {
    const mine = edited.get(customer.id);
    return mine ? ({ ...customer, ...mine, id: customer.id } as Customer) : customer;
  };
  return [...find(made, search, texts), ...listed.map(change)];
}
