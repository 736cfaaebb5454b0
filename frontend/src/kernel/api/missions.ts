import type { paths } from './schema';

/** What somebody who is sent out sees: offers, missions, themselves. Moments are UTC, money minor units. */
type Json<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } } ? Body : never;

export type Mission = Json<'/api/v1/missions'>['items'][number];
export type MissionDetail = Json<'/api/v1/missions/{request_id}'>;
export type RequestState = Mission['state'];
export type Stage = NonNullable<Mission['stage']>;
export type Urgency = Mission['urgency'];
export type MissionTab = NonNullable<NonNullable<paths['/api/v1/missions']['get']['parameters']['query']>['tab']>;
export type MyOffer = NonNullable<Mission['offer']>;
/** Why dispatch chose this person: what it gave of 100 points, and the figure behind it. */
export type OfferReason = MyOffer['reasons'][number];

export type Me = Json<'/api/v1/me/provider'>;
export type Sound = Me['sound'];
/** Monday is 0; times on the company's clock. */
export type Hours = Me['hours'][number];
/** Days as YYYY-MM-DD, both included. */
export type Absence = Me['absences'][number];

type Earned = {
  /** What clients pay, materials included. */
  gross: number;
  /** Without the materials. */
  net: number;
  missions: number;
};
/** The figures of one's own work; days and hours are the company's. A share or a mean is null where there is nothing to count. */
export type MissionsSummary = {
  today: { new: number; accepted: number; running: number; done: number };
  /** Since Monday, and since the first of the month. */
  week: Earned;
  month: Earned;
  /** Of the offers of seven days that arrived. */
  acceptance: { accepted: number; delivered: number; rate: number | null };
  /** 90 days, and the mean of the 90 before. */
  rating: { mean: number | null; count: number; before: number | null };
  /** Median from an offer's arrival to its answer, 7 days. */
  response_seconds: number | null;
  /** 30 days, the oldest first. */
  days: { day: string; amount: number; missions: number }[];
  /** Of 30 days, what earned most first. */
  services: { service_id: string; name: string; missions: number; amount: number }[];
  /** When missions were accepted in 90 days (Monday is 0); hours without one are left out. */
  heat: { weekday: number; hour: number; count: number }[];
  /** 13 weeks, the oldest first. */
  satisfaction: { monday: string; mean: number | null; count: number }[];
  alerts: { unseen: number; urgent: number; waiting: number };
};
