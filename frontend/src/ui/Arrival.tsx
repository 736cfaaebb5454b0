import { t, type MessageKey } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';

const WORDS: Record<Operation['status'], MessageKey> = {
  pending: 'arrival.here',
  sending: 'arrival.sending',
  acked: 'arrival.sent',
  conflict: 'arrival.conflict',
  rejected: 'arrival.rejected',
  waiting_auth: 'arrival.waiting_auth',
};

/** Where something done on this phone is: here, on its way, at the server, or waiting for a person. */
export function Arrival({ operation: { status } }: { operation: Operation }) {
  const bad = status === 'conflict' || status === 'rejected';
  return <span className={bad ? 'danger strong' : undefined}>{t(WORDS[status])}</span>;
}
