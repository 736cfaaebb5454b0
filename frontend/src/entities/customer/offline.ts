import { newId } from '@/kernel/ids';
import { enqueue, type Operation } from '@/kernel/offline';

/** A customer as this device keeps it; money in minor units, days as YYYY-MM-DD. */
export type CustomerRow = {
  id: string;
  name: string;
  phone: string | null;
  version: number;
  is_active: boolean;
  /** What they may owe; null when nobody set a limit. */
  credit_limit?: number | null;
  /** What they owe; negative when they paid in advance. */
  balance?: number | null;
  /** The earliest due day of what is not paid. */
  oldest_due?: string | null;
  /** The day on which they said that they would pay. */
  promise?: string | null;
};

export type CustomerFields = {
  name: string;
  phone?: string | null;
  email?: string | null;
  address?: string | null;
  note?: string | null;
  credit_limit?: number | null;
};

/** A new customer, usable at once in a sale. */
export async function createCustomer(fields: CustomerFields): Promise<{ id: string; name: string; operation: Operation }> {
  const id = newId();
  const { name, phone = null, credit_limit = null } = fields;
  const operation = await enqueue({
    type: 'customer.create',
    lane: `customer:${id}`,
    payload: { id, ...fields },
    label: { title: name, detail: phone ?? undefined },
    effects: [
      { kind: 'customer', id, row: { name, phone, version: 1, is_active: true, credit_limit, balance: 0, oldest_due: null, promise: null } },
    ],
  });
  return { id, name, operation };
}

/** Changes the fields that are given and no others; the row is the one that the person saw. */
export function editCustomer(row: Pick<CustomerRow, 'id' | 'name' | 'version'>, changes: Partial<CustomerFields>): Promise<Operation> {
  const { name, phone, credit_limit } = changes;
  const set = Object.fromEntries(Object.entries({ name, phone, credit_limit }).filter(([, value]) => value !== undefined));
  return enqueue({
    type: 'customer.edit',
    lane: `customer:${row.id}`,
    payload: { customer_id: row.id, ...changes },
    base_version: row.version,
    needs: [row.id],
    label: { title: name ?? row.name, detail: phone ?? undefined },
    effects: [{ kind: 'customer', id: row.id, set, add: { version: 1 } }],
  });
}
