import { t } from '@/kernel/i18n';
import { enqueue, isOpen, operationsNow, resend, type Operation } from '@/kernel/offline';
import type { Asked } from './newRequest';

/** Whether something of this id was made here and has not reached the server. */
export const isOnlyHere = (id: string | null): boolean => id !== null && operationsNow().some((operation) => isOpen(operation) && operation.creates.includes(id));

/** A request that is written down while the network is away, or one that was refused, corrected: nothing is asked twice. */
export function openRequest(asked: Asked, serviceName: string, corrects?: Operation): Promise<Operation> {
  const wanted = {
    payload: { ...asked },
    label: { title: asked.client_name, detail: [serviceName, asked.urgency === 'normal' ? null : t(`requests.urgency.${asked.urgency}`)].filter(Boolean).join(' · ') },
    needs: [asked.customer_id],
  };
  return corrects ? resend(corrects.op_id, wanted) : enqueue({ ...wanted, type: 'request.open', lane: `request:${asked.id}` });
}

/** Requests that are on this device and not at the server, the newest first. */
export const unsentRequests = (queue: readonly Operation[]): Operation[] => queue.filter((operation) => operation.type === 'request.open' && isOpen(operation)).reverse();
