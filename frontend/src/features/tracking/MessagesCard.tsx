import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClientWish, TrackingMessage } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { clientWishQuery, requestMessagesQuery } from './reads';
import { WishDialog } from './WishDialog';

type Props = { requestId: string; /** Whose wishes may be read. */ customerId: string | null; mayWrite: boolean };

/** Who was told what of a request, the newest first, and how the client wants to hear. */
export function MessagesCard({ requestId, customerId, mayWrite }: Props) {
  const query = useInfiniteQuery(requestMessagesQuery(requestId));
  return (
    <Card flush title={t('told.title')}>
      <Loaded query={query} skeleton={<Skeleton height={120} />}>
        {({ pages }) => {
          const messages = pages.flatMap((page) => page.items);
          if (!messages.length) return <p className="soft item">{t('told.none')}</p>;
          return (
            <>
              <ul className="list">
                {messages.map((message) => (
                  <li key={message.id}>
                    <Item title={aboutText(message)} detail={`${t(`notices.audience.${message.audience}`)} · ${message.recipient}`} side={<Became message={message} />} />
                  </li>
                ))}
              </ul>
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
      {customerId && <Wish customerId={customerId} mayWrite={mayWrite} />}
    </Card>
  );
}

/** What it was about: the moment of the request, or what somebody wrote by hand. */
function aboutText({ event, title }: TrackingMessage): string {
  if (event === 'by_hand' || event === 'escalation') return title ?? t(`told.${event}`);
  return t(`notices.event.${event as 'received'}`);
}

function Became({ message: { state, delivery, due_at, created_at } }: { message: TrackingMessage }) {
  const tone = delivery === 'failed' || delivery === 'expired' ? 'danger' : 'soft';
  return (
    <>
      <span className={tone}>{t(`told.state.${state === 'told' ? (delivery ?? 'queued') : state}`)}</span>
      <span className="soft num">{date(state === 'held' && due_at ? due_at : created_at, 'moment')}</span>
    </>
  );
}

function Wish({ customerId, mayWrite }: { customerId: string; mayWrite: boolean }) {
  const { data } = useQuery(clientWishQuery(customerId));
  const offline = useConnection().state === 'offline';
  const [editing, setEditing] = useState(false);
  if (!data) return null;
  return (
    <div className="item">
      <span className="grow soft">{wishText(data)}</span>
      {mayWrite && <IconButton icon="edit" label={t('told.wish.title')} disabled={offline} onClick={() => setEditing(true)} />}
      {editing && <WishDialog wish={data} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** "Le client préfère WhatsApp, puis SMS · silence de 22:00 à 07:00". */
export function wishText({ channels, frequency, quiet_from, quiet_until, reminders, daily_at }: Pick<ClientWish, 'channels' | 'frequency' | 'quiet_from' | 'quiet_until' | 'reminders' | 'daily_at'>): string {
  if (frequency === 'never') return t('told.wish.never');
  const hour = (time: string) => time.slice(0, 5);
  return [
    t('told.wish', { channels: channels.map((channel) => t(`channel.${channel}`)).join(', ') }),
    t(`frequency.short.${frequency}`, { time: hour(daily_at) }),
    quiet_from && quiet_until ? t('told.wish.quiet', { from: hour(quiet_from), until: hour(quiet_until) }) : null,
    reminders ? null : t('told.wish.no_reminders'),
  ]
    .filter(Boolean)
    .join(' · ');
}
