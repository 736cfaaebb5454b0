import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { InboxItem, TellChannels } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { liveIsOpen } from '@/kernel/live';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { inboxQuery } from './reads';
import type { Channel, LadderChannel } from './types';
import { useNews } from './useNews';
import { became, CHANNEL_ICONS, price } from './words';

/** States that will not change by themselves. */
const OVER: InboxItem['state'][] = ['read', 'failed', 'expired', 'kept', 'inbox'];

/** The ways to reach this person: what each costs, whether it works, and a trial whose fate is shown. */
export function ChannelsCard({ channels }: { channels: TellChannels }) {
  const { user } = useProfile();
  const addresses: Record<LadderChannel, string | null> = { whatsapp: user.phone, sms: user.phone, email: user.email };
  const ways = channels.items.filter((one): one is typeof one & { channel: LadderChannel } => one.channel !== 'push');
  return (
    <Card flush title={t('tell.channels')}>
      <ul className="list">
        {ways.map(({ channel, configured, price_milli }) => (
          <li key={channel} className="item way">
            <span className="avatar">
              <Icon name={CHANNEL_ICONS[channel]} />
            </span>
            <span className="grow">
              <span className="title">{t('channel.with_price', { channel: t(`channel.${channel}`), price: price_milli ? price(price_milli) : t('channel.free') })}</span>
              {addresses[channel] && <span className="soft">{addresses[channel]}</span>}
              {!configured && <span className="soft">{t('channel.absent_text')}</span>}
              {addresses[channel] ? (
                <Trial channel={channel} />
              ) : (
                <ButtonLink to="/settings" look="second" small>
                  {t('tell.no_phone')}
                </ButtonLink>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Sends oneself a trial and tells what becomes of it. */
export function Trial({ channel }: { channel: Channel }) {
  const may = useMay();
  const [sent, setSent] = useState<InboxItem | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const waits = sent !== null;
  const list = useInfiniteQuery({
    ...inboxQuery({ kind: 'test' }),
    enabled: waits,
    // The stream tells when something has changed; without it the screen asks.
    refetchInterval: ({ state }) => {
      const now = state.data?.pages[0]?.items.find(({ id }) => id === sent?.id) ?? sent;
      return now && !OVER.includes(now.state) && !liveIsOpen() ? 5000 : false;
    },
  });
  useNews(inboxQuery({ kind: 'test' }).queryKey);
  const now = sent && (list.data?.pages.flatMap(({ items }) => items).find(({ id }) => id === sent.id) ?? sent);
  const send = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setSent(await take(api.POST('/api/v1/notifications/test', { body: { channel } })));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const bad = now?.state === 'failed' || now?.state === 'expired';
  return (
    <>
      <Button look="second" small busy={busy} onClick={() => void send()}>
        {now ? t('tell.try_again') : t('tell.try')}
      </Button>
      <span role="status" className={failure !== null || bad ? 'danger strong' : now && ['delivered', 'read'].includes(now.state) ? 'ok strong' : undefined}>
        {failure !== null ? `${explain(failure).title}. ${explain(failure).advice}` : now ? became(now) : null}
      </span>
      {now?.state === 'kept' && may('messages:read') && (
        <ButtonLink to="/messages?kind=test" look="plain" small icon="eye">
          {t('tell.see_kept')}
        </ButtonLink>
      )}
    </>
  );
}
