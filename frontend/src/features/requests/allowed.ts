import type { RequestDetail } from '@/kernel/api/services';
import { UNDER_WAY_STATES } from './board';

const ACTS = ['assign', 'relaunch', 'give_back', 'complete', 'reopen', 'cancel'] as const;
export type ActName = (typeof ACTS)[number];

type Seen = Pick<RequestDetail, 'state' | 'allowed'>;

/** What somebody of the company can do now, by the moves that the server allows. */
export function actsOf({ state, allowed }: Seen): ActName[] {
  const to = (wanted: string) => allowed.some(({ to_state }) => to_state === wanted);
  const can: Record<ActName, boolean> = {
    assign: state === 'request_received' || state === 'provider_search' || state === 'provider_notified' || state === 'no_provider_found',
    relaunch: state === 'no_provider_found' && to('provider_search'),
    give_back: (state === 'provider_accepted' || state === 'provider_enroute') && to('provider_search'),
    complete: state === 'service_started' && to('service_completed'),
    reopen: state === 'service_completed' && to('service_started'),
    cancel: to('cancelled'),
  };
  return ACTS.filter((act) => can[act]);
}

/** Whether cancelling now costs the client something, by the company's rule. */
export const feeIsDue = ({ state }: Pick<RequestDetail, 'state'>): boolean => UNDER_WAY_STATES.includes(state) && state !== 'provider_accepted';
