import type { MyOffer, RequestState, Stage, Urgency } from '@/kernel/api/missions';

export type PhotoKind = 'problem' | 'before' | 'after';
export type PhotoColumns = [id: string, kind: PhotoKind, size: number, isWhole: boolean];
export type MaterialColumns = [id: string, productId: string | null, name: string, quantity: number, unitPrice: number, amount: number];
export type HistoryColumns = [
  id: string,
  kind: 'transition' | 'note' | 'bypass',
  toState: RequestState | null,
  toStage: Stage | null,
  by: 'client' | 'operator' | 'provider' | 'system' | 'escalation',
  reason: string | null,
  note: string | null,
  occurredAt: string,
  receivedAt: string,
];

/** A mission, or an offer of one, as this phone keeps it; moments are UTC, money minor units. */
export type MissionCopy = {
  id: string;
  number: number;
  /** Whether it is one's own; else it is only offered. */
  mine: boolean;
  client_name: string;
  client_phone: string | null;
  language: 'fr' | 'en';
  service_id: string;
  service_name: string;
  zone_id: string | null;
  zone_name: string | null;
  landmark: string | null;
  latitude: number | null;
  longitude: number | null;
  description: string | null;
  budget: number | null;
  urgency: Urgency;
  state: RequestState;
  stage: Stage | null;
  percent: number;
  state_at: string;
  opened_at: string;
  wished_from: string | null;
  wished_until: string | null;
  accepted_at: string | null;
  completed_at: string | null;
  outcome: 'fixed' | 'not_fixed' | null;
  outcome_note: string | null;
  amount: number | null;
  materials_amount: number | null;
  cancelled_by: 'client' | 'operator' | null;
  reason: string | null;
  /** Whether the work begins with the client's code. */
  code_needed: boolean;
  /** From here on a repair waits for the client's word; null: never. */
  quote_threshold: number | null;
  version: number;
  offer: (Omit<MyOffer, 'reasons'> & { reasons: unknown[] }) | null;
  photos: PhotoColumns[];
  materials: MaterialColumns[];
  history: HistoryColumns[];
};

/** A product that one may take along. */
export type MaterialCopy = { id: string; name: string; unit: string; sale_price: number };
