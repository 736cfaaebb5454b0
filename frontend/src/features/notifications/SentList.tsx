import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { SentMessage } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Kpi } from '@/ui/Card';
import { DataTable, type Column } from '@/ui/DataTable';
import { Icon } from '@/ui/icons';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, Skeleton } from '@/ui/states';
import { Bubble } from './Bubble';
import { channelsQuery, sentQuery, sentSummaryQuery, type SentFilters } from './reads';
import { ChannelName, StatePill } from './StatePill';
import { useNews } from './useNews';
import { price } from './words';

/** What the last 30 days were told, and what it cost. */
export function SentFigures() {
  const { data, error } = useQuery(sentSummaryQuery());
  // The list below says what happened.
  if (!data) return error ? null : <Skeleton height={92} />;
  const { sent, delivered, failed, kept, waiting, cost_milli } = data;
  return (
    <section aria-label={t('sent.last_30')}>
      <div className="kpis">
        <Kpi name={t('sent.cost_30')} value={price(cost_milli)} note={<span className="soft">{t('sent.of_sent', { count: sent })}</span>} />
        <Kpi name={t('sent.delivered_30')} value={String(delivered)} />
        <Kpi name={t('sent.failed_30')} value={String(failed)} tone={failed > 0 ? 'danger' : undefined} to={failed > 0 ? '/messages?state=failed' : undefined} />
        {kept > 0 ? <Kpi name={t('sent.kept_30')} value={String(kept)} /> : <Kpi name={t('sent.waiting_30')} value={String(waiting)} />}
      </div>
    </section>
  );
}

type Props = { filters: SentFilters; onReset: (() => void) | null };

/** Messages, the newest first: as they would look where nothing can be sent yet, else with how far they came. */
export function SentList({ filters, onReset }: Props) {
  const query = useInfiniteQuery({ ...sentQuery(filters), placeholderData: keepPreviousData });
  useNews(['messages']);
  const channels = useQuery(channelsQuery()).data;
  const outbox = channels !== undefined && !channels.items.some(({ channel, configured }) => configured && channel !== 'push');
  return (
    <>
      {outbox && (
        <div className="notice info" style={{ marginBottom: 0 }}>
          <Icon name="info" />
          <span className="grow">
            <strong>{t('sent.outbox')}</strong> {t('sent.outbox_text')}
          </span>
        </div>
      )}
      <Loaded query={query}>
        {({ pages }) => {
          // A second way that was not needed is nothing that was sent; who looks for it finds it by its state.
          const messages = pages.flatMap((page) => page.items).filter(({ state }) => filters.state || state !== 'cancelled');
          if (!messages.length && !query.hasNextPage) return <Nothing onReset={onReset} />;
          return (
            <>
              {outbox ? <Outbox messages={messages} /> : <Journal messages={messages} />}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Nothing({ onReset }: { onReset: Props['onReset'] }) {
  return (
    <Card>
      {onReset ? (
        <EmptyState icon="search" title={t('state.no_match')}>
          <Button look="second" onClick={onReset}>
            {t('sent.reset')}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon="chat" title={t('sent.empty')} text={t('sent.empty_text')} />
      )}
    </Card>
  );
}

function Outbox({ messages }: { messages: SentMessage[] }) {
  return (
    <ul className="outbox">
      {messages.map((message) => (
        <li key={message.id} className="card">
          <Link href={`/messages/${message.id}`} className="row between wrap outbox-head">
            <span>
              <span className="strong">{t('sent.to', { name: message.recipient })}</span>
              <span className="soft" style={{ display: 'block' }}>
                <ChannelName channel={message.channel} /> · {date(message.created_at, 'moment')}
              </span>
            </span>
            <StatePill state={message.state} />
          </Link>
          <Bubble message={message} />
        </li>
      ))}
    </ul>
  );
}

function Journal({ messages }: { messages: SentMessage[] }) {
  const columns: Column<SentMessage>[] = [
    { key: 'title', head: t('sent.message'), cell: (message) => message.title, under: (message) => t(`kind.one.${message.kind}`) },
    { key: 'to', head: t('sent.person'), cell: (message) => message.recipient, under: (message) => message.address },
    { key: 'channel', head: t('sent.channel'), cell: (message) => <ChannelName channel={message.channel} /> },
    { key: 'state', head: t('sent.state'), cell: (message) => <StatePill state={message.state} /> },
    { key: 'at', head: t('sent.at'), cell: (message) => <span className="num">{date(message.sent_at ?? message.created_at, 'moment')}</span> },
    { key: 'cost', head: t('sent.cost'), right: true, cell: (message) => (message.cost_milli === null ? '—' : price(message.cost_milli)) },
  ];
  return (
    <DataTable
      label={t('sent.title')}
      rows={messages}
      rowKey={(message) => message.id}
      to={(message) => `/messages/${message.id}`}
      columns={columns}
      card={(message) => (
        <Item
          to={`/messages/${message.id}`}
          title={message.title}
          detail={
            <span style={{ display: 'grid', gap: 4 }}>
              <span>
                {t('sent.to', { name: message.recipient })} · <ChannelName channel={message.channel} />
              </span>
              <span className="row wrap" style={{ gap: '4px 8px' }}>
                <StatePill state={message.state} />
                <span>{date(message.sent_at ?? message.created_at, 'moment')}</span>
              </span>
            </span>
          }
        />
      )}
    />
  );
}
