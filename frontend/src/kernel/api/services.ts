import type { components, paths } from './schema';

/**
 * The shapes of a company that sends people out: its services, providers and requests, and how requests are given out
 * and followed. Their screens are loaded by such companies alone.
 */
type Schemas = components['schemas'];

export type ServiceKind = Schemas['ServiceOut'];
export type Zone = Schemas['ZoneOut'];
export type City = Schemas['City'];
export type Provider = Schemas['ProviderOut'];
export type ProviderDetail = Schemas['ProviderDetail'];
export type Hours = ProviderDetail['hours'][number];
export type Certificate = Schemas['CertificateOut'];

export type RequestState = Schemas['RequestState'];
export type ServiceRequest = Schemas['RequestOut'];
export type RequestDetail = Schemas['RequestDetail'];
export type RequestIn = Schemas['RequestIn'];
export type RequestSettings = Schemas['RequestSettingsOut'];
export type Stage = NonNullable<ServiceRequest['stage']>;
export type Urgency = ServiceRequest['urgency'];
export type HistoryEntry = Schemas['RequestHistoryOut'];
export type By = HistoryEntry['by'];
export type Offer = Schemas['OfferOut'];
export type OfferState = Offer['state'];
/** `points` of a score out of 100, because of `value`. */
export type Reason = Pick<Schemas['OfferReasonOut'], 'code' | 'points'>;
export type RequestPhoto = Schemas['RequestPhotoOut'];
export type PhotoKind = RequestPhoto['kind'];
export type Outcome = NonNullable<RequestDetail['outcome']>;

type Get<P extends keyof Reads> = Reads[P];
type Reads = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } } ? Body : never;
};
export type DispatchSettings = Get<'/api/v1/dispatch/settings'>;
export type Weights = DispatchSettings['weights'];
export type DispatchPreview = Get<'/api/v1/dispatch/preview'>;
/** The services day at this moment. */
export type ServicesDay = Get<'/api/v1/tracking/analytics/dashboard'>;
export type Advice = Get<'/api/v1/tracking/analytics/optimization'>['items'][number];
export type Performance = Get<'/api/v1/tracking/analytics/performance'>;
export type PerformanceRow = Performance['total'];
export type PhaseSpan = Performance['phases'][number];
/** What was said of a request, by tracking, and how a client wants to hear of it. */
export type TrackingMessage = Schemas['TrackingMessageOut'];
export type ClientWish = Schemas['TrackingPreferenceOut'];
export type Prediction = Get<'/api/v1/tracking/predictions/{request_id}'>;
export type EscalationRule = Schemas['EscalationRuleOut'];
export type EscalationStep = EscalationRule['steps'][number];
export type Escalation = Schemas['EscalationOut'];
export type EscalationLine = Escalation['lines'][number];
export type Phase = EscalationRule['phases'][number];
export type Target = EscalationStep['target'];
export type NoticeRule = Schemas['NoticeRuleOut'];
