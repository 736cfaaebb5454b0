import type { Report } from '@/kernel/api/types';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';

/** Who asked for a report, in words. */
export function useWho(): (report: Pick<Report, 'user_id' | 'schedule_id'>) => string {
  const { user } = useProfile();
  const people = useMirror<{ id: string; name: string }>('person').byId;
  return ({ user_id, schedule_id }) => {
    if (schedule_id || !user_id) return t('reports.by_schedule');
    return user_id === user.id ? t('reports.by_me') : (people.get(user_id)?.name ?? t('reports.by_somebody'));
  };
}
