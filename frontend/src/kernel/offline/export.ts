import { owner } from './owner';
import { readLog, readOperations } from './queue-db';

/** Everything that has not arrived and everything that was thrown away or corrected here, as a JSON file. */
export async function exportQueue(): Promise<Blob> {
  const me = owner.get();
  const [operations, log] = me ? await Promise.all([readOperations(me.tenantId), readLog(me.tenantId)]) : [[], []];
  const body = { exported_at: new Date().toISOString(), operations: operations.filter(({ status }) => status !== 'acked'), log };
  return new Blob([JSON.stringify(body, null, 2)], { type: 'application/json' });
}
