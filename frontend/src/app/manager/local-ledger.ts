import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { health, onArrived, onMirrored, startOffline } from '@/kernel/offline';
import { notedOf } from '@/features/missions/noted';
import { shortfallsOf } from '@/features/sales/shortfalls';
import { toast } from '@/ui/Toast';

const WRONG_CLOCK_MS = 2 * 60_000;

/** Keeps the queue and the mirror going while the shell is shown, and says what a person should know of it. */
export function useLocalLedger(): void {
  const client = useQueryClient();
  const session = useSession();
  const scopes = session.state === 'in' ? session.permissions.join(' ') : '';
  useEffect(() => {
    const stop = startOffline({ scopes: scopes.split(' '), keep: { sale: { by: 'occurred_at', most: 500 }, mission: { by: 'state_at', most: 300 }, request: { by: 'state_at', most: 500 } } });
    let saidClock = false;
    let saidOutdated = false;
    const off = [
      onArrived((arrived) => {
        for (const text of [...arrived.map(shortfallsOf), ...arrived.map(notedOf)]) if (text) toast(text, { bad: true, lasting: true });
        // The mirror shows it by its effects; what comes from the server is asked for again when it is looked at.
        void client.invalidateQueries();
      }),
      onMirrored(() => void client.invalidateQueries()),
      health.subscribe(() => {
        const { skew, outdated } = health.get();
        if (Math.abs(skew) > WRONG_CLOCK_MS && !saidClock) {
          saidClock = true;
          toast(t('queue.clock'), { lasting: true });
        }
        if (outdated && !saidOutdated) {
          saidOutdated = true;
          toast(t('queue.outdated'), { bad: true, lasting: true, action: { label: t('update.now'), run: () => location.reload() } });
        }
      }),
    ];
    return () => {
      off.forEach((unwatch) => unwatch());
      stop();
    };
  }, [client, scopes]);
}
