import { newId } from '@/kernel/ids';
import { enqueue, mirrorRow, type Operation } from '@/kernel/offline';

/** A customer as this device keeps it; money in minor units. */
export type CustomerRow = { id: string; name: string; phone: string | null; version: number; is_active: boolean; balance?: number | null };

export type CustomerFields = { name: string; phone?: string | null; email?: string | null; address?: string | null; note?: string | null };

/** A new customer, usable at once in a sale. */
export async function createCustomer(fields: CustomerFields): Promise<{ id: string; name: string; operation: Operation }> {
  const id = newId();
  const operation = await enqueue({
    type: 'customer.create',
    lane: `customer:${id}`,
    payload: { id, ...fields },
    label: { title: fields.name, detail: fields.phone ?? undefined },
    effects: [{ kind: 'customer', id, row: { name: fields.name, phone: fields.phone ?? null, version: 1, is_active: true } }],
  });
  return { id, name: fields.name, operation };
}

/** The version that an edit builds on: the one that was seen, or what this device has made of it since. */
export const versionOf = ({ id, version }: { id: string; version: number }): number =>
  Math.max(version, mirrorRow<CustomerRow>('customer', id)?.version ?? 0);

/** `version` is the one that the person saw. */
export const editCustomer = (id: string, version: number, fields: CustomerFields): Promise<Operation> =>
  enqueue({
    type: 'customer.edit',
    lane: `customer:${id}`,
    payload: { customer_id: id, ...fields },
    base_version: version,
    needs: [id],
    label: { title: fields.name, detail: fields.phone ?? undefined },
    effects: [{ kind: 'customer', id, set: { name: fields.name, phone: fields.phone ?? null }, add: { version: 1 } }],
  });
