import { t } from '@/kernel/i18n';
import type { Operation } from '@/kernel/offline';

/** Where an operation is, in words: on this phone, on its way, at the server, or waiting for a person. */
export function SentState({ operation }: { operation: Operation }) {
  const { status, verdict } = operation;
  if (status === 'acked') {
    const number = verdict?.result?.number;
    return <span>{typeof number === 'string' ? t('sent.numbered', { number }) : t('sent.arrived')}</span>;
  }
  if (status === 'rejected') return <span>{t('sent.rejected')}</span>;
  if (status === 'conflict') return <span>{t('sent.conflict')}</span>;
  if (status === 'waiting_auth') return <span>{t('sent.waiting_auth')}</span>;
  return <span>{status === 'sending' ? t('sent.sending') : t('sent.here')}</span>;
}
