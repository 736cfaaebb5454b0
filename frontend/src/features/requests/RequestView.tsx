import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { RequestDetail } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useClock } from '@/entities/request/live';
import { StatePill, UrgencyPill } from '@/entities/request/words';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { ActDialog } from './ActDialog';
import { useAct } from './acting';
import { actsOf, type ActName } from './allowed';
import { OPEN_STATES } from './board';
import { lateness } from '@/entities/request/late';
import { LinkCard } from './LinkCard';
import { NextCard } from './NextCard';
import { NoteForm } from './NoteForm';
import { OffersCard } from './OffersCard';
import { PhotosCard } from './PhotosCard';
import { RequestStory } from './RequestStory';
import { dialled, placeText, sinceText, whatsapp, wishedText } from './words';

const ICONS: Record<ActName, IconName> = { assign: 'user', relaunch: 'refresh', give_back: 'undo', complete: 'check', reopen: 'wrench', cancel: 'close' };

const isOpen = ({ state }: RequestDetail) => OPEN_STATES.includes(state);

/** One request whole: where it stands, who asks, what happened, who was asked, and what can be done. */
/** What the hour that is foreseen is the hour of. */
function expected(state: RequestDetail['state']): 'requests.eta' | 'requests.eta.end' | 'requests.eta.found' {
  if (state === 'provider_arrived' || state === 'service_started') return 'requests.eta.end';
  return state === 'provider_accepted' || state === 'provider_enroute' ? 'requests.eta' : 'requests.eta.found';
}

export function RequestView({ request, mayWrite, messages }: { request: RequestDetail; mayWrite: boolean; messages: ReactNode }) {
  return (
    <div className="columns">
      <div className="stack">
        <Now request={request} mayWrite={mayWrite} />
        <Client request={request} />
        <OffersCard offers={request.offers} />
        <PhotosCard request={request} mayWrite={mayWrite} />
        <Money request={request} mayWrite={mayWrite} />
      </div>
      <div className="stack">
        <LinkCard request={request} mayWrite={mayWrite} />
        {isOpen(request) && <NextCard id={request.id} version={request.version} />}
        {messages}
        <Card title={t('requests.story')}>
          <div className="stack">
            {mayWrite && <NoteForm id={request.id} />}
            <RequestStory history={request.history} />
          </div>
        </Card>
      </div>
    </div>
  );
}

function Now({ request, mayWrite }: { request: RequestDetail; mayWrite: boolean }) {
  const [act, setAct] = useState<ActName | null>(null);
  const now = useClock();
  const offline = useConnection().state === 'offline';
  const { state, stage, urgency, percent, eta, provider_id, provider_name, review } = request;
  const late = lateness(request, now);
  const acts = mayWrite ? actsOf(request) : [];
  return (
    <Card
      title={request.service_name}
      aside={
        <span className="row wrap">
          <UrgencyPill urgency={urgency} />
          <StatePill state={state} stage={stage} />
        </span>
      }
    >
      <div className="stack">
        <div>
          <progress value={percent} max={100} aria-label={t('requests.percent')} />
          <p className="row between soft">
            <span>{t('requests.since', { since: sinceText(request.state_at, now) })}</span>
            <span className="num">{percent} %</span>
          </p>
        </div>
        {late && (
          <p className="notice bad" style={{ marginBottom: 0 }}>
            <Icon name="alert" />
            {t(`requests.late.${late}`)}
          </p>
        )}
        <dl className="facts">
          <div>
            <dt>{t('requests.provider')}</dt>
            <dd>{provider_id ? <Link href={`/providers/${provider_id}`}>{provider_name}</Link> : t('requests.nobody_yet')}</dd>
          </div>
          {eta && (
            <div>
              <dt>{t(expected(state))}</dt>
              <dd>
                <span className="num">{date(eta.at, 'time')}</span>
                <span className="soft"> {t('requests.eta.between', { low: date(eta.low, 'time'), high: date(eta.high, 'time') })}</span>
              </dd>
            </div>
          )}
          {wishedText(request) && (
            <div>
              <dt>{t('requests.wished')}</dt>
              <dd>{wishedText(request)}</dd>
            </div>
          )}
          {request.search_until && (state === 'provider_search' || state === 'provider_notified') && (
            <div>
              <dt>{t('requests.search_until')}</dt>
              <dd>{t('requests.search_wave', { time: date(request.search_until, 'time'), wave: request.wave })}</dd>
            </div>
          )}
          {request.outcome && (
            <div>
              <dt>{t('requests.outcome')}</dt>
              <dd>{[t(`requests.outcome.${request.outcome}`), request.outcome_note].filter(Boolean).join(' · ')}</dd>
            </div>
          )}
          {request.reason && (
            <div>
              <dt>{request.cancelled_by ? t(`requests.cancelled_by.${request.cancelled_by}`) : t('requests.reason')}</dt>
              <dd>{request.reason}</dd>
            </div>
          )}
          {review && (
            <div>
              <dt>{t('requests.review')}</dt>
              <dd>
                <span aria-label={t('requests.stars', { count: review.stars })} role="img">
                  {'★'.repeat(review.stars)}
                  {'☆'.repeat(5 - review.stars)}
                </span>
                {review.comment && <span className="soft"> {review.comment}</span>}
              </dd>
            </div>
          )}
        </dl>
        {offline && acts.length > 0 && <p className="soft">{t('requests.needs_network')}</p>}
        {acts.length > 0 && (
          <div className="row wrap">
            {acts.map((name, index) => (
              <Button key={name} look={name === 'cancel' ? 'bad-plain' : index ? 'second' : undefined} icon={ICONS[name]} disabled={offline} onClick={() => setAct(name)}>
                {t(`requests.act.${name}`)}
              </Button>
            ))}
          </div>
        )}
      </div>
      {act && <ActDialog act={act} request={request} onClose={() => setAct(null)} />}
    </Card>
  );
}

function Client({ request }: { request: RequestDetail }) {
  const { client_name, client_phone, customer_id, description, latitude, longitude, start_code } = request;
  return (
    <Card title={t('requests.client')}>
      <div className="stack">
        <p className="strong">{customer_id ? <Link href={`/customers/${customer_id}`}>{client_name}</Link> : client_name}</p>
        {client_phone && (
          <div className="row wrap">
            <a className="button second" href={`tel:${dialled(client_phone)}`}>
              <Icon name="phone" size={20} />
              {client_phone}
            </a>
            <a className="button second" href={whatsapp(client_phone)} target="_blank" rel="noreferrer">
              <Icon name="chat" size={20} />
              {t('requests.whatsapp')}
            </a>
          </div>
        )}
        {description && <p className="lines">{description}</p>}
        <dl className="facts">
          <div>
            <dt>{t('requests.place')}</dt>
            <dd>
              {placeText(request) || t('requests.place_unknown')}
              {latitude !== null && longitude !== null && (
                <>
                  {' '}
                  <a href={`geo:${latitude},${longitude}?q=${latitude},${longitude}`}>{t('requests.open_map')}</a>
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('requests.code')}</dt>
            <dd className="num">{start_code}</dd>
          </div>
          <div>
            <dt>{t('requests.opened')}</dt>
            <dd>{t(`requests.source.${request.source}`, { when: date(request.opened_at, 'moment') })}</dd>
          </div>
        </dl>
      </div>
    </Card>
  );
}

function Money({ request, mayWrite }: { request: RequestDetail; mayWrite: boolean }) {
  const approve = useAct(request.id);
  const offline = useConnection().state === 'offline';
  const { materials, amount, materials_amount, budget, fee, quote, approved_amount } = request;
  const waits = quote !== null && quote > (approved_amount ?? 0);
  if (!materials.length && amount === null && budget === null && fee === null && quote === null) return null;
  return (
    <Card title={t('requests.money')}>
      <div>
        {materials.map((material) => (
          <p key={material.id} className="sum">
            <span>{t('requests.material', { name: material.name, count: material.quantity })}</span>
            <span className="num">{money(material.amount)}</span>
          </p>
        ))}
        {amount !== null && (
          <p className="sum">
            <span>{t('requests.work')}</span>
            <span className="num">{money(amount)}</span>
          </p>
        )}
        {fee !== null && (
          <p className="sum">
            <span>{t('requests.fee')}</span>
            <span className="num">{money(fee)}</span>
          </p>
        )}
        {(amount !== null || materials.length > 0) && (
          <p className="sum total">
            <span>{t('requests.total')}</span>
            <span className="num">{money((amount ?? 0) + materials_amount)}</span>
          </p>
        )}
        {budget !== null && <p className="soft">{t('requests.budget_of', { amount: money(budget) })}</p>}
        {quote !== null && <p className={waits ? 'warn strong' : 'soft'}>{t(waits ? 'requests.quote_waits' : 'requests.quote_agreed', { amount: money(quote) })}</p>}
        {waits && mayWrite && (
          <div className="row">
            <Button
              look="second"
              icon="check"
              busy={approve.isPending}
              disabled={offline}
              onClick={() => approve.mutate({ path: '/approve-quote', body: { amount: quote }, done: 'requests.quote_noted' })}
            >
              {t('requests.quote_agree')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
