import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { Escalation, EscalationLine } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { UrgencyPill } from '@/entities/request/words';
import { Button } from '@/ui/Button';
import { Card, Pill, type Tone } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { toast } from '@/ui/Toast';
import { useAddress } from '@/ui/useAddress';
import { escalationsQuery } from './reads';

const STATES = ['open', 'acknowledged', 'resolved', 'expired'] as const satisfies readonly Escalation['state'][];
const TONES: Record<Escalation['state'], Tone> = { open: 'danger', acknowledged: 'ok', resolved: 'ok', expired: 'neutral' };
const SIGNS: Record<EscalationLine['name'], { icon: IconName; tone: Tone }> = {
  began: { icon: 'clock', tone: 'warn' },
  fired: { icon: 'share', tone: 'info' },
  skipped: { icon: 'minus', tone: 'neutral' },
  acknowledged: { icon: 'check', tone: 'ok' },
  resolved: { icon: 'check', tone: 'ok' },
  expired: { icon: 'clock', tone: 'neutral' },
};

/** Every escalation with its steps: what was done when, what comes next, and what stopped it. */
export function EscalationHistory({ mayStop }: { mayStop: boolean }) {
  const [params, say] = useAddress();
  const state = STATES.find((one) => one === params.get('state')) ?? null;
  const query = useInfiniteQuery(escalationsQuery(state));
  return (
    <section className="stack" aria-label={t('escalations.history')}>
      <h2>{t('escalations.history')}</h2>
      <Chips
        label={t('escalations.state')}
        value={state}
        onChange={(value) => say({ state: value })}
        options={[{ value: null, label: t('escalations.all') }, ...STATES.map((value) => ({ value, label: t(`escalations.state.${value}`) }))]}
      />
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (!items.length) {
            return (
              <Card>
                <EmptyState icon="check" title={t('escalations.no_history')} />
              </Card>
            );
          }
          return (
            <>
              {items.map((escalation) => (
                <One key={escalation.id} escalation={escalation} mayStop={mayStop} />
              ))}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function One({ escalation, mayStop }: { escalation: Escalation; mayStop: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const stop = useMutation({
    mutationFn: () => take(plain<Escalation>('POST', `/api/v1/tracking/escalations/${escalation.id}/acknowledge`)),
    onSuccess: () => toast(t('escalations.stopped')),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['escalations'] }),
  });
  const { request_id, request_number, service_name, provider_name, urgency, state, rule_name, lines, next_at, next_target } = escalation;
  return (
    <Card>
      <div className="stack">
        <div className="row between wrap">
          <Link href={`/requests/${request_id}`} className="strong">
            {[t('requests.number', { number: String(request_number) }), service_name, provider_name].filter(Boolean).join(' · ')}
          </Link>
          <span className="row">
            <UrgencyPill urgency={urgency} />
            <Pill tone={TONES[state]}>{t(`escalations.state_one.${state}`)}</Pill>
          </span>
        </div>
        <p className="soft">{rule_name}</p>
        <ol className="story">
          {lines.map((line) => (
            <li key={line.id}>
              <span className={`sign ${SIGNS[line.name].tone}`}>
                <Icon name={SIGNS[line.name].icon} size={20} />
              </span>
              <div className="grow">
                <p className="strong">{lineText(line)}</p>
                <p className="soft">{[date(line.at, 'moment'), line.user_name].filter(Boolean).join(' · ')}</p>
              </div>
            </li>
          ))}
          {state === 'open' && next_at && next_target && (
            <li>
              <span className="sign">
                <Icon name="clock" size={20} />
              </span>
              <div className="grow">
                <p>{t('escalations.next', { what: t(`escalations.target.${next_target}`), when: date(next_at, 'moment') })}</p>
              </div>
            </li>
          )}
        </ol>
        {state === 'open' && mayStop && (
          <div className="row">
            <Button look="second" icon="check" busy={stop.isPending} disabled={offline} onClick={() => stop.mutate()}>
              {t('escalations.acknowledge')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function lineText({ name, target, people }: EscalationLine): string {
  if (!target) return t(`escalations.line.${name}`);
  const what = t(`escalations.target.${target}`);
  if (name === 'skipped') return t('escalations.line.skipped_what', { what });
  return people ? t('escalations.line.fired_people', { what, count: people }) : what;
}
