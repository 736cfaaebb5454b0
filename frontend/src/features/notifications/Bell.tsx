import { useEffect } from 'react';
import { Link } from 'wouter';
import { useProfile } from '@/kernel/auth/session';
import { integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { onLive } from '@/kernel/live';
import { readPreference } from '@/kernel/preferences';
import { Icon } from '@/ui/icons';
import { useUnread, watchUnread } from './unread';

/** The number is right without it: what cannot be loaded or fetched now is left. */
const beside = (work: () => Promise<void>) => work().catch((error: unknown) => console.warn('notifications', error));

/** How many notifications were not seen yet; leads to them. What arrives meanwhile is told in passing. */
export function Bell() {
  const { user } = useProfile();
  const count = useUnread();
  useEffect(() => watchUnread(user.id, (more) => void beside(() => import('./arrival').then(({ tell }) => tell(more)))), [user.id]);
  useEffect(() => {
    // Few devices are subscribed; the others never load this.
    const renew = () => readPreference('push') && void beside(() => import('./push').then(({ renew }) => renew()));
    renew();
    return onLive('push-changed', renew);
  }, [user.id]);
  return (
    <Link href="/inbox" className="icon-button bell" aria-label={t('inbox.bell', { count })} title={t('nav.inbox')}>
      <Icon name="bell" />
      {count > 0 && <b>{count > 9 ? `${integer(9)}+` : integer(count)}</b>}
    </Link>
  );
}
