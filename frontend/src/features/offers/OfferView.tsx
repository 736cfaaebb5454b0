import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { MissionDetail } from '@/kernel/api/missions';
import { useConnection } from '@/kernel/connection';
import { age, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { clockText, secondsUntil, useServerNow } from '@/entities/mission/clock';
import { FarPhoto } from '@/entities/mission/FarPhoto';
import { missionQuery } from '@/entities/mission/reads';
import { kilometres, placeText, StatePill, stateText, UrgencyPill, wishText } from '@/entities/mission/words';
import { AnswerDialog } from './AnswerDialog';
import { missedBy, tellSeen, useAnswer, type Answer, type Missed } from './answering';
import { reasonText, worthSaying } from './reasons';

/** One request, before and after it is one's own. `id` is the request's. */
export function OfferView({ id }: { id: string }) {
  const query = useQuery(missionQuery(id));
  return <Loaded query={query}>{(mission) => <Offer mission={mission} />}</Loaded>;
}

function Offer({ mission }: { mission: MissionDetail }) {
  const { offer } = mission;
  const now = useServerNow(offer?.state === 'open');
  const left = offer?.state === 'open' ? secondsUntil(offer.expires_at, now) : 0;
  const [missed, setMissed] = useState<Missed | null>(null);
  const waiting = offer?.state === 'open' && left > 0 && !missed;
  return (
    <div className="stack">
      <div className="row wrap">
        <UrgencyPill urgency={mission.urgency} />
        {!waiting && <StatePill {...mission} />}
        <span className="soft">{t('p.asked', { age: age(mission.opened_at) })}</span>
      </div>
      {waiting && <Countdown left={left} />}
      {missed ? <TooLate missed={missed} /> : offer?.state === 'open' && !waiting && <TooLate missed={{ taken: false, state: null, stage: null }} />}
      {offer && (offer.state === 'expired' || offer.state === 'withdrawn') && !missed && <TooLate missed={{ taken: offer.state === 'withdrawn', state: mission.state, stage: mission.stage }} />}
      <Facts mission={mission} />
      <Problem mission={mission} />
      {waiting && offer.reasons.some(worthSaying) && (
        <Card title={t('p.why')}>
          <ul className="bullets">
            {offer.reasons.filter(worthSaying).map((reason) => (
              <li key={reason.code}>{reasonText(reason)}</li>
            ))}
          </ul>
        </Card>
      )}
      {waiting && <Answers mission={mission} offerId={offer.id} onMissed={setMissed} />}
    </div>
  );
}

/** How long there is to answer. Screen readers are told minute by minute, not every second. */
function Countdown({ left }: { left: number }) {
  const minutes = Math.ceil(left / 60);
  return (
    <section className={left < 60 ? 'countdown late' : 'countdown'} aria-label={t('p.left')}>
      <span className="soft" aria-hidden="true">
        {t('p.left')}
      </span>
      <strong className="num" aria-hidden="true">
        {clockText(left)}
      </strong>
      <span className="sr" role="timer" aria-live="polite">
        {t('p.left_minutes', { count: minutes })}
      </span>
    </section>
  );
}

function TooLate({ missed: { taken, state, stage } }: { missed: Missed }) {
  return (
    <div className="notice info" role="status" style={{ marginBottom: 0 }}>
      <Icon name="info" />
      <div className="grow">
        <strong>{taken ? t('p.taken') : t('p.expired')}</strong> {taken ? t('p.taken_text') : t('p.expired_text')}
        {state && <span className="block">{t('p.stands', { state: stateText(state, stage) })}</span>}
      </div>
    </div>
  );
}

function Facts({ mission }: { mission: MissionDetail }) {
  const { description, budget, distance_km, client_phone, client_name } = mission;
  return (
    <Card title={t('p.request')}>
      <div className="stack">
        <dl className="facts">
          <div>
            <dt>{t('p.client')}</dt>
            <dd>{client_name}</dd>
          </div>
          <div>
            <dt>{t('p.place')}</dt>
            <dd>{[placeText(mission), distance_km !== null && kilometres(distance_km)].filter(Boolean).join(' · ')}</dd>
          </div>
          <div>
            <dt>{t('p.when')}</dt>
            <dd>{wishText(mission)}</dd>
          </div>
          {budget !== null && budget !== undefined && (
            <div>
              <dt>{t('p.budget')}</dt>
              <dd className="num">{money(budget)}</dd>
            </div>
          )}
        </dl>
        {description && <blockquote className="told-words">{description}</blockquote>}
        {client_phone ? (
          <a className="button second wide" href={`tel:${client_phone}`}>
            <Icon name="phone" size={20} />
            {t('action.call', { name: client_name })}
          </a>
        ) : (
          <p className="soft">{t('p.phone_later')}</p>
        )}
      </div>
    </Card>
  );
}

/** What the client photographed: it tells more than words what to take along. */
function Problem({ mission: { id, photos } }: { mission: MissionDetail }) {
  const shown = photos.filter(({ kind }) => kind === 'problem');
  if (!shown.length) return null;
  const kind = t('mission.photo.problem');
  return (
    <Card title={kind}>
      <ul className="photos">
        {shown.map((photo, place) => (
          <li key={photo.id}>
            <figure>
              <FarPhoto mission={id} photo={photo.id} name={t('mission.photo.name', { kind, number: place + 1 })} isWhole={photo.is_whole} />
            </figure>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Answers({ mission, offerId, onMissed }: { mission: MissionDetail; offerId: string; onMissed: (missed: Missed) => void }) {
  const [, go] = useLocation();
  const offline = useConnection().state === 'offline';
  const [asking, setAsking] = useState<Exclude<Answer, 'accept'> | null>(null);
  const answer = useAnswer(offerId);
  useEffect(() => void tellSeen(offerId), [offerId]);
  const fail = (error: unknown) => {
    const missed = missedBy(error);
    if (missed) onMissed(missed);
    return missed !== null;
  };
  const accept = () =>
    answer.mutate(
      { answer: 'accept' },
      {
        onSuccess: () => {
          toast(t('p.accepted'));
          go(`/p/missions/${mission.id}`, { replace: true });
        },
        onError: fail,
      },
    );
  const failed = answer.error && !missedBy(answer.error) && answer.variables?.answer === 'accept' ? answer.error : null;
  return (
    <>
      <div className="row wrap">
        <Button look="plain" icon="clock" disabled={offline} onClick={() => setAsking('propose')}>
          {t('p.propose')}
        </Button>
        <Button look="plain" icon="chat" disabled={offline} onClick={() => setAsking('question')}>
          {t('p.question')}
        </Button>
      </div>
      <div className="sticky-foot stack tight">
        {offline && <p className="soft">{t('p.needs_network')}</p>}
        <FormError error={failed} />
        <Button look="accent" wide icon="check" busy={answer.isPending && answer.variables.answer === 'accept'} disabled={offline} onClick={accept}>
          {t('p.accept')}
        </Button>
        <Button look="second" wide disabled={offline} onClick={() => setAsking('decline')}>
          {t('p.decline')}
        </Button>
      </div>
      {asking && (
        <AnswerDialog
          answer={asking}
          onClose={() => setAsking(null)}
          onSend={async (body) => {
            try {
              await answer.mutateAsync({ answer: asking, body });
            } catch (error) {
              if (!fail(error)) throw error;
              setAsking(null);
              return;
            }
            setAsking(null);
            toast(t(`p.said.${asking}`));
            if (asking === 'decline') go('/p/requests', { replace: true });
          }}
        />
      )}
    </>
  );
}

