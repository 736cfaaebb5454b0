import type { Body, OperationType, Verdict } from './wire';

export type Status = 'pending' | 'sending' | 'acked' | 'conflict' | 'rejected' | 'waiting_auth';

/**
 * What an operation does to a row of the mirror until the server's own row has come: adds to numbers, sets fields,
 * or brings a new row. Data only, so that it survives a reload.
 */
export type Effect = { kind: string; id: string; add?: Record<string, number>; set?: Body; row?: Body };

/** What a person reads of it in the tray: no more than is needed to know it again. `amount` in minor units. */
export type Label = { title: string; amount?: number; detail?: string };

/** Why it has not arrived. `code` is the server's, or ours: offline, timeout, unreadable, unexpected. */
export type Failure = { status: number; code: string; title: string; detail: string; errors: { field: string; message: string }[]; at: number };

export type Operation = {
  /** The order of this device. */
  seq: number;
  op_id: string;
  tenant_id: string;
  user_id: string;
  device_id: string;
  /** Operations of one lane reach the server in the order of their making. */
  lane: string;
  type: OperationType;
  version: number;
  payload: Body;
  occurred_at: string;
  base_version: number | null;
  depends_on: string[];
  /** Ids of what it brings into being: later operations that need them wait for it. */
  creates: string[];
  effects: Effect[];
  /** The effects are all that the server does to what is mirrored: once arrived, nothing need be fetched. */
  whole: boolean;
  label: Label;
  attempts: number;
  /** Not before, in ms since 1970. */
  next_at: number;
  status: Status;
  /** It may have arrived: it was sent and no verdict has come back. Then it is neither changed nor discarded. */
  in_doubt: boolean;
  /** The person as whom it was refused for not being theirs. */
  refused_to: string | null;
  last_error: Failure | null;
  verdict: Verdict | null;
  /** See stamp.ts. */
  acked_at: number | null;
};

export const isOpen = (operation: Operation): boolean => operation.status !== 'acked';

/** It certainly has not been applied and is not under way, so a person may change it or throw it away. */
export const mayChange = (operation: Operation): boolean => isOpen(operation) && operation.status !== 'sending' && !operation.in_doubt;
