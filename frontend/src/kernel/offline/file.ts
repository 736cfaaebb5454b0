import type { Failure } from './operation';

/**
 * A file that goes to the server beside the queue, in parts: its bytes lie in a table of their own. An operation tells
 * the server of it first. It is let go only when the server has the whole and has said so, or when a person says so.
 */
export type KeptFile = {
  id: string;
  tenant_id: string;
  user_id: string;
  /** The id of what it belongs to. */
  subject: string;
  /** The feature's word for what it shows. */
  kind: string;
  /** What the tray shows of it. */
  title: string;
  /** GET says how much of it is there, PATCH adds a part. */
  address: string;
  /** The operation without which the server does not know it. */
  after: string;
  type: string;
  size: number;
  /** How much of it the server is known to have. */
  sent: number;
  status: 'waiting' | 'whole' | 'refused';
  attempts: number;
  /** Not before, in ms since 1970. */
  next_at: number;
  last_error: Failure | null;
  made_at: number;
  /** When the server had all of it. */
  whole_at: number | null;
};

export type NewFile = Pick<KeptFile, 'id' | 'subject' | 'kind' | 'title' | 'address' | 'type'> & { bytes: Uint8Array };
