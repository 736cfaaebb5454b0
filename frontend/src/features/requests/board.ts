import type { RequestState } from '@/kernel/api/services';

/** The columns of the board, in the order in which a request goes through them. */
export const OPEN_GROUPS = ['waiting', 'offered', 'accepted', 'moving', 'working'] as const;
export const OVER_GROUPS = ['done', 'cancelled'] as const;
export const GROUPS = [...OPEN_GROUPS, ...OVER_GROUPS] as const;
export type Group = (typeof GROUPS)[number];

export const STATES: Record<Group, readonly RequestState[]> = {
  waiting: ['request_received', 'provider_search', 'no_provider_found'],
  offered: ['provider_notified'],
  accepted: ['provider_accepted'],
  moving: ['provider_enroute', 'provider_arrived'],
  working: ['service_started'],
  done: ['service_completed'],
  cancelled: ['cancelled'],
};

/** For whom nobody was found waits for a person as much as what is open, but not for ever: so many days. */
export const NOBODY: readonly RequestState[] = ['no_provider_found'];
export const NOBODY_DAYS = 7;
export const OPEN_STATES: readonly RequestState[] = OPEN_GROUPS.flatMap((group) => STATES[group]).filter((state) => !NOBODY.includes(state));

export const groupOf = (state: RequestState): Group => GROUPS.find((group) => STATES[group].includes(state))!;

/** Somebody has it. */
export const UNDER_WAY_STATES: readonly RequestState[] = ['provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started'];
