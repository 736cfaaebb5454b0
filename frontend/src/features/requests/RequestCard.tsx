import { Link } from 'wouter';
import type { ServiceRequest } from '@/kernel/api/services';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { StatePill, stateText, UrgencyPill } from '@/entities/request/words';
import { Icon } from '@/ui/icons';
import { lateness } from '@/entities/request/late';
import { placeText, sinceText, wishedText } from './words';

/** One request on the board: who, what, where, since when, and what is wrong with it. */
export function RequestCard({ request, now, withState }: { request: ServiceRequest; now: number; withState?: boolean }) {
  const { number, client_name, service_name, provider_name, state, stage, urgency, state_at, eta, percent } = request;
  const late = lateness(request, now);
  const wished = wishedText(request);
  return (
    <Link href={`/requests/${request.id}`} className={late ? 'ticket late' : 'ticket'}>
      <span className="row between">
        <span className="soft num">{t('requests.number', { number: String(number) })}</span>
        <UrgencyPill urgency={urgency} />
      </span>
      <span className="strong">{service_name}</span>
      <span>{client_name}</span>
      {placeText(request) && <span className="soft with-icon">{placeText(request)}</span>}
      {provider_name && (
        <span className="with-icon">
          <Icon name="user" size={18} />
          {provider_name}
        </span>
      )}
      {wished && <span className="soft">{wished}</span>}
      {late && (
        <span className="with-icon danger strong">
          <Icon name="alert" size={18} />
          {t(`requests.late.${late}`)}
        </span>
      )}
      <span className="row between">
        {withState || state === 'no_provider_found' ? <StatePill state={state} stage={stage} /> : <span className="soft">{stateText(state, stage)}</span>}
        <span className="soft num">{eta ? t('requests.eta.at', { time: date(eta.at, 'time') }) : sinceText(state_at, now)}</span>
      </span>
      <span className="way-bar" aria-hidden="true">
        <i style={{ width: `${percent}%` }} />
      </span>
    </Link>
  );
}
