import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { SentMessageDetail } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { hasMessage, t, type MessageKey } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { toast } from '@/ui/Toast';
import { Bubble } from './Bubble';
import { sentOneQuery } from './reads';
import { ChannelName, StatePill } from './StatePill';
import type { SendState } from './types';
import { useNews } from './useNews';
import { price, reasonOf } from './words';

const AGAIN: SendState[] = ['dead', 'failed', 'kept'];

/** One message: as it looks, how far it came and when, and what it cost. */
export function SentView({ id }: { id: string }) {
  const query = useQuery(sentOneQuery(id));
  useNews(['messages']);
  return (
    <Loaded query={query}>
      {(message) => (
        <div className="columns">
          <div className="stack">
            <Card title={t('sent.as_seen')} aside={<StatePill state={message.state} />}>
              <Bubble message={message} />
            </Card>
            <Again message={message} />
          </div>
          <div className="stack">
            <Facts message={message} />
            <Card title={t('sent.events')}>
              <Timeline message={message} />
            </Card>
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Again({ message }: { message: SentMessageDetail }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => take(plain('POST', `/api/v1/notifications/messages/${message.id}/retry`)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['messages'] });
      toast(t('sent.again_done'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  if (!AGAIN.includes(message.state)) return null;
  return (
    <div className="row wrap">
      <Button icon="refresh" busy={again.isPending} onClick={() => again.mutate()}>
        {t('sent.again')}
      </Button>
      {message.state === 'kept' && <p className="soft grow">{t('sent.again_kept')}</p>}
    </div>
  );
}

function Facts({ message }: { message: SentMessageDetail }) {
  const { recipient, address, channel, kind, cost_milli, attempts, code, with_template } = message;
  return (
    <Card title={t('sent.facts')}>
      <dl className="facts">
        <div>
          <dt>{t('sent.person')}</dt>
          <dd>
            {recipient}
            <span style={{ display: 'block' }}>{address}</span>
          </dd>
        </div>
        <div>
          <dt>{t('sent.channel')}</dt>
          <dd>
            <ChannelName channel={channel} />
          </dd>
        </div>
        <div>
          <dt>{t('sent.kind')}</dt>
          <dd>{t(`kind.one.${kind}`)}</dd>
        </div>
        <div>
          <dt>{t('sent.cost')}</dt>
          <dd>{cost_milli === null ? t('sent.cost_none') : price(cost_milli)}</dd>
        </div>
        {attempts > 0 && (
          <div>
            <dt>{t('sent.attempts')}</dt>
            <dd>{attempts}</dd>
          </div>
        )}
        {channel === 'whatsapp' && with_template !== null && (
          <div>
            <dt>{t('sent.window')}</dt>
            <dd>{with_template ? t('sent.with_template') : t('sent.free_text')}</dd>
          </div>
        )}
      </dl>
      {code && (
        <p className="notice bad" style={{ margin: '14px 0 0' }}>
          {reasonOf(code)}
        </p>
      )}
    </Card>
  );
}

function Timeline({ message }: { message: SentMessageDetail }) {
  return (
    <ol className="timeline">
      <li>
        <span className="strong">{t('sent.event.created')}</span>
        <span className="soft num">{date(message.created_at, 'full')}</span>
      </li>
      {message.events.map((event, index) => (
        <li key={index} className={event.name === 'failed' || event.name === 'dead' ? 'bad' : undefined}>
          <span className="strong">{eventName(event.name)}</span>
          {event.code && <span>{reasonOf(event.code)}</span>}
          <span className="soft num">{date(event.at, 'full')}</span>
        </li>
      ))}
    </ol>
  );
}

function eventName(name: string): string {
  const key = `sent.event.${name}`;
  return hasMessage(key) ? t(key as MessageKey) : name;
}
