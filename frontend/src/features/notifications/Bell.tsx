import { useEffect } from 'react';
import { Link } from 'wouter';
import { useProfile } from '@/kernel/auth/session';
import { integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { useUnread, watchUnread } from './unread';

/** How many notifications were not seen yet; leads to them. What arrives meanwhile is told in passing. */
export function Bell() {
  const { user } = useProfile();
  const count = useUnread();
  useEffect(() => watchUnread(user.id, (more) => void import('./arrival').then(({ tell }) => tell(more))), [user.id]);
  return (
    <Link href="/inbox" className="icon-button bell" aria-label={t('inbox.bell', { count })} title={t('nav.inbox')}>
      <Icon name="bell" />
      {count > 0 && <b>{count > 9 ? `${integer(9)}+` : integer(count)}</b>}
    </Link>
  );
}
