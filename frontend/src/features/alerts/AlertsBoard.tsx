import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Alert, AlertType } from '@/kernel/api/types';
import { integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { SearchField } from '@/ui/Field';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips, Tabs } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';
import { AlertRow } from './AlertRow';
import { AnswerBar } from './AnswerBar';
import { useAnswering } from './answering';
import { gather, type Arrangement, type Group } from './groups';
import { alertsQuery, summaryQuery, useAlertsLive } from './queries';
import { AllWell } from './Watched';
import { TYPES } from './words';

type OpenState = Exclude<Alert['state'], 'resolved'>;
const STATES: OpenState[] = ['firing', 'acknowledged', 'snoozed'];
/** From so many alerts on a person looks for one by its name. */
const MANY = 8;
/** A group shows so many at first, so that the next one is not a long way off. */
const SHOWN = 10;

type Props = { mayAnswer: boolean; mayOrder: boolean };

/** What is wrong now, the most urgent first, and what is done about several at once. */
export function AlertsBoard({ mayAnswer, mayOrder }: Props) {
  const [params, say] = useAddress();
  const state = STATES.find((one) => one === params.get('state')) ?? 'firing';
  const type = TYPES.find((one) => one === params.get('type')) ?? null;
  const by = (['product', 'supplier'] as const).find((one) => one === params.get('by')) ?? 'urgency';
  const search = params.get('search') ?? '';
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const answering = useAnswering(() => setPicked(new Set()));
  useAlertsLive();
  const summary = useQuery(summaryQuery()).data;
  const query = useInfiniteQuery(alertsQuery({ state, type, search }));
  const put = (name: string, value: string | null) => {
    setPicked(new Set());
    say({ [name]: value });
  };
  const pick = (ids: string[], chosen: boolean) =>
    setPicked((now) => {
      const next = new Set(now);
      for (const id of ids) {
        if (chosen) next.add(id);
        else next.delete(id);
      }
      return next;
    });

  const open = summary ? summary.firing + summary.acknowledged + summary.snoozed : 0;
  const types = TYPES.filter((one) => one === type || summary?.by_type[one]);
  return (
    <div className="stack">
      {open > 0 && (
        <>
          <Tabs<OpenState>
            label={t('alerts.state')}
            value={state}
            onChange={(value) => put('state', value === 'firing' ? null : value)}
            options={STATES.map((value) => ({ value, label: [t(`alerts.state.${value}`), summary?.[value] ? integer(summary[value]) : ''].join(' ').trim() }))}
          />
          {(open > MANY || search) && (
            <div className="row wrap">
              <SearchField label={t('alerts.search')} value={search} onSearch={(text) => put('search', text)} />
              <div className="input">
                <select aria-label={t('alerts.by')} value={by} onChange={(event) => put('by', event.target.value === 'urgency' ? null : event.target.value)}>
                  {(['urgency', 'product', 'supplier'] as const).map((value) => (
                    <option key={value} value={value}>
                      {t(`alerts.by.${value}`)}
                    </option>
                  ))}
                </select>
              </div>
            </div>
          )}
          {(types.length > 1 || type) && (
            <Chips<AlertType>
              label={t('alerts.type')}
              value={type}
              onChange={(value) => put('type', value)}
              options={[{ value: null, label: t('alerts.all_types') }, ...types.map((value) => ({ value, label: t(`alerts.type.${value}`) }))]}
            />
          )}
        </>
      )}
      <Loaded query={query}>
        {({ pages }) => {
          // What a more serious alert of the same product says already is shown beside that one only.
          const alerts = pages.flatMap((page) => page.items).filter(({ silenced_by }) => by === 'product' || silenced_by === null);
          if (!alerts.length) return <Nothing state={state} filtered={type !== null || search !== ''} />;
          const chosen = alerts.filter(({ id }) => picked.has(id));
          return (
            <>
              {by === 'product' ? (
                <ProductRows groups={gather(alerts, by)} picked={picked} onPick={mayAnswer ? pick : undefined} />
              ) : (
                gather(alerts, by).map((group) => <GroupCard key={group.key} group={group} by={by} picked={picked} onPick={mayAnswer ? pick : undefined} />)
              )}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
              {chosen.length > 0 && <AnswerBar alerts={chosen} answering={answering} mayOrder={mayOrder} onCancel={() => setPicked(new Set())} />}
            </>
          );
        }}
      </Loaded>
      {answering.drafts}
    </div>
  );
}

type Picking = { picked: ReadonlySet<string>; onPick?: (ids: string[], chosen: boolean) => void };

/** One product below the other, each with all that is wrong with it. */
function ProductRows({ groups, picked, onPick }: Picking & { groups: Group[] }) {
  return (
    <Card flush>
      <ul className="list">
        {groups.map(({ key, alerts }) => (
          <li key={key}>
            {alerts.map((alert, index) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                under={index && alert.product_id ? 'both' : undefined}
                picked={picked.has(alert.id)}
                onPick={onPick && ((chosen) => onPick([alert.id], chosen))}
              />
            ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type GroupProps = Picking & { group: Group; by: Exclude<Arrangement, 'product'> };

function GroupCard({ group: { name, to, alerts }, by, picked, onPick }: GroupProps) {
  const [whole, setWhole] = useState(false);
  const shown = whole || alerts.length <= SHOWN + 2 ? alerts : alerts.slice(0, SHOWN);
  const ids = alerts.map(({ id }) => id);
  const count = ids.filter((id) => picked.has(id)).length;
  return (
    <section className="card flush" aria-label={name}>
      <header className="pick-head">
        {onPick && (
          <label className="tick">
            <input
              type="checkbox"
              checked={count === ids.length}
              ref={(box) => {
                if (box) box.indeterminate = count > 0 && count < ids.length;
              }}
              onChange={(event) => onPick(ids, event.target.checked)}
              aria-label={t('alerts.choose_all', { name })}
            />
          </label>
        )}
        <h2 className="grow">{to ? <Link href={to}>{name}</Link> : name}</h2>
        <span className="soft num">{integer(alerts.length)}</span>
      </header>
      <ul className="list">
        {shown.map((alert) => (
          <li key={alert.id}>
            <AlertRow alert={alert} under={by === 'supplier' ? by : undefined} picked={picked.has(alert.id)} onPick={onPick && ((chosen) => onPick([alert.id], chosen))} />
          </li>
        ))}
      </ul>
      {shown.length < alerts.length && (
        <div className="card-foot">
          <Button look="plain" wide onClick={() => setWhole(true)}>
            {t('alerts.more', { count: alerts.length - shown.length })}
          </Button>
        </div>
      )}
    </section>
  );
}

function Nothing({ state, filtered }: { state: OpenState; filtered: boolean }) {
  if (filtered) {
    return (
      <Card>
        <EmptyState icon="search" title={t('state.no_match')} text={t('products.no_match')} />
      </Card>
    );
  }
  if (state === 'firing') return <AllWell />;
  return (
    <Card>
      <EmptyState icon={state === 'snoozed' ? 'clock' : 'eye'} title={t(`alerts.no_state.${state}`)} />
    </Card>
  );
}
