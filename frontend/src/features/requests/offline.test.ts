import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatFor } from '@/kernel/format';
import { enqueue, operationsNow } from '@/kernel/offline';
import { chooseDatabase } from '@/kernel/offline/db';
import { holdQueue } from '@/kernel/offline/queue';
import { blank, bodyOf, valuesOf } from './newRequest';
import { isOnlyHere, openRequest, unsentRequests } from './offline';

const filled = { ...blank(), name: 'Awa', phone: '77 123 45 67', service: 's', zone: 'z', urgency: 'urgent' as const, budget: '15000' };
let count = 0;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  chooseDatabase(`requests-${(count += 1)}`, 'operator');
  await holdQueue();
});

describe('a request without network', () => {
  it('is kept once, however often it is sent', async () => {
    const asked = bodyOf(filled, { id: 'r', customer: null });
    const operation = await openRequest(asked, 'Plomberie');
    expect(operation).toMatchObject({ type: 'request.open', lane: 'request:r', payload: asked, label: { title: 'Awa' }, depends_on: [] });
    expect((await openRequest(asked, 'Plomberie')).op_id).toBe(operation.op_id);
    expect(unsentRequests(operationsNow())).toHaveLength(1);
  });

  it('waits for its client, who was written down here too', async () => {
    const client = await enqueue({ type: 'customer.create', lane: 'customer:c', payload: { id: 'c', name: 'Awa' }, label: { title: 'Awa' } });
    expect([isOnlyHere('c'), isOnlyHere('other'), isOnlyHere(null)]).toEqual([true, false, false]);
    const { depends_on } = await openRequest(bodyOf(filled, { id: 'r', customer: 'c' }), 'Plomberie');
    expect(depends_on).toEqual([client.op_id]);
  });

  it('is corrected in its place', async () => {
    const asked = bodyOf(filled, { id: 'r', customer: null });
    const refused = await openRequest(asked, 'Plomberie');
    const again = await openRequest({ ...asked, service_id: 't' }, 'Serrurerie', refused);
    expect(again).toMatchObject({ seq: refused.seq, payload: { id: 'r', service_id: 't' }, label: { title: 'Awa' } });
    expect(again.op_id).not.toBe(refused.op_id);
  });
});

it('what was written down fills the form again as it was', () => {
  formatFor({ currency: 'XAF', currency_exponent: 0, time_zone: 'Africa/Douala' });
  for (const values of [filled, { ...filled, zone: '', landmark: 'Marché', budget: '', soon: false, from: '2026-03-02T10:00', until: '2026-03-02T12:30' }]) {
    const asked = bodyOf(values, { id: 'r', customer: null });
    expect(bodyOf(valuesOf(asked), { id: 'r', customer: null })).toEqual(asked);
  }
  formatFor({ currency: 'XAF', currency_exponent: 0, time_zone: 'Africa/Dakar' });
});
