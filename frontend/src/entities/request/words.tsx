import type { RequestState, ServiceRequest, Stage, Urgency } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { Pill, type Tone } from '@/ui/Card';

export type Stand = Pick<ServiceRequest, 'state' | 'stage'>;

/** Where a request stands, in words. */
export const stateText = (state: RequestState, stage: Stage | null = null): string => (stage ? t(`requests.stage.${stage}`) : t(`requests.state.${state}`));

const TONES: Record<RequestState, Tone> = {
  request_received: 'warn',
  provider_search: 'warn',
  provider_notified: 'info',
  provider_accepted: 'info',
  provider_enroute: 'info',
  provider_arrived: 'info',
  service_started: 'info',
  service_completed: 'ok',
  no_provider_found: 'danger',
  cancelled: 'neutral',
};

export function StatePill({ state, stage }: Stand) {
  return <Pill tone={TONES[state]}>{stateText(state, stage)}</Pill>;
}

export const URGENCIES = ['normal', 'urgent', 'emergency'] as const satisfies readonly Urgency[];

/** Only what is urgent says so. */
export function UrgencyPill({ urgency }: { urgency: Urgency }) {
  return urgency === 'normal' ? null : <Pill tone={urgency === 'emergency' ? 'danger' : 'warn'}>{t(`requests.urgency.${urgency}`)}</Pill>;
}
