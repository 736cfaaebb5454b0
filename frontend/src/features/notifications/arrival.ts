import { navigate } from 'wouter/use-browser-location';
import { api, take } from '@/kernel/api/client';
import { queryClient } from '@/kernel/api/query-client';
import type { Page } from '@/kernel/api/read';
import type { InboxItem } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { toast } from '@/ui/Toast';
import { markSeen, placeOf } from './seen';

/** Says in passing what has just arrived: what it is and the way there, or how many they are. */
export async function tell(more: number): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['notifications', 'inbox'] });
  // There it appears by itself.
  if (location.pathname === '/inbox') return;
  const item = more === 1 ? await newest() : undefined;
  // Whoever tries a channel sees there what becomes of it.
  if (item?.kind === 'test' && location.pathname === '/settings/notifications') return;
  const open = () => {
    if (item) void markSeen([item.id]);
    navigate(item ? placeOf(item) : '/inbox');
  };
  toast(item?.title ?? t('inbox.arrived', { count: more }), { tag: 'arrival', action: { label: t('inbox.see'), run: open } });
}

const newest = () =>
  take<Page<InboxItem>>(api.GET('/api/v1/notifications', { params: { query: { unread: true, limit: 1 } } })).then(
    ({ items }) => items[0],
    // Without its text the number is told.
    () => undefined,
  );
