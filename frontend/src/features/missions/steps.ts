import type { RequestState, Stage } from '@/kernel/api/missions';
import type { MissionCopy } from '@/entities/mission/copy';

/** What somebody says that they do. */
export type Step = 'enroute' | 'arrived' | 'diagnostic' | 'repair' | 'completed' | 'give_back';
export type Standing = Pick<MissionCopy, 'state' | 'stage'>;
type To = { state: RequestState; stage: Stage | null; percent: number | null };

/** Where each step leads; a mission that is given back keeps its share of the way. */
export const LEADS_TO: Record<Step, To> = {
  enroute: { state: 'provider_enroute', stage: null, percent: 55 },
  arrived: { state: 'provider_arrived', stage: null, percent: 65 },
  diagnostic: { state: 'service_started', stage: 'diagnostic', percent: 75 },
  repair: { state: 'service_started', stage: 'repair', percent: 85 },
  completed: { state: 'service_completed', stage: null, percent: 100 },
  give_back: { state: 'provider_search', stage: null, percent: null },
};

/** The steps of the bar at the top, in order. */
export const WAY: Step[] = ['enroute', 'arrived', 'diagnostic', 'repair', 'completed'];

/** What may be done now: the next step first, then what else there is. */
export function nextSteps({ state, stage }: Standing): Step[] {
  switch (state) {
    case 'provider_accepted':
      return ['enroute', 'arrived', 'give_back'];
    case 'provider_enroute':
      return ['arrived', 'give_back'];
    case 'provider_arrived':
      return ['diagnostic'];
    case 'service_started':
      return stage === 'diagnostic' ? ['repair', 'completed'] : ['completed'];
    default:
      return [];
  }
}

/** How many steps of the way are behind. */
export const walked = ({ state, stage }: Standing): number => WAY.findIndex((step) => LEADS_TO[step].state === state && LEADS_TO[step].stage === stage) + 1;

export const isUnderWay = ({ state }: Standing): boolean => ['provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started'].includes(state);

/** Photos may still be taken after the end; nothing is once it was cancelled. */
export const mayPhotograph = (mission: Standing): boolean => isUnderWay(mission) || mission.state === 'service_completed';
