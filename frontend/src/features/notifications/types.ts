export type Channel = 'whatsapp' | 'sms' | 'email' | 'push';
/** The channels that somebody chooses and orders; push goes beside the first of them. */
export type LadderChannel = Exclude<Channel, 'push'>;
export type Kind = 'alert' | 'digest' | 'report' | 'account' | 'reply' | 'test';
export type ChosenKind = Exclude<Kind, 'reply'>;
export type Frequency = 'immediate' | 'hourly' | 'daily' | 'never';
export type Tone = 'formal' | 'friendly' | 'concise';

/** The best of what became of a notification on its channels. */
export type InboxState = 'held' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'expired' | 'kept' | 'inbox';
export type SendState = 'held' | 'waiting' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed' | 'dead' | 'cancelled' | 'expired' | 'kept';

export type InboxItem = {
  id: string;
  kind: Kind;
  title: string;
  body: string;
  url: string;
  urgent: boolean;
  state: InboxState;
  /** On which channel its state was reached; null where it was sent on none. */
  channel: Channel | null;
  /** Of a held one: when it goes out. */
  due_at: string | null;
  subject_type: string | null;
  subject_id: string | null;
  created_at: string;
  seen_at: string | null;
};

export type Preference = { kind: ChosenKind; channels: LadderChannel[]; frequency: Frequency };
/** Times as HH:MM or HH:MM:SS on the company's clock. */
export type Preferences = { tone: Tone; quiet_from: string | null; quiet_until: string | null; daily_at: string; kinds: Preference[]; version: number };

export type ChannelState = { channel: Channel; configured: boolean; price_milli: number };
export type Channels = { items: ChannelState[]; whatsapp_number: string | null; sms_number: string | null; vapid_public_key: string | null };

export type PushDevice = { id: string; label: string; created_at: string };

/** One message on one channel. */
export type Sent = {
  id: string;
  notification_id: string;
  kind: Kind;
  recipient: string;
  user_id: string | null;
  channel: Channel;
  address: string;
  title: string;
  body: string;
  /** What can be tapped under it, as it is written there. */
  replies: string[];
  state: SendState;
  attempts: number;
  adapter: string | null;
  code: string | null;
  cost_milli: number | null;
  created_at: string;
  sent_at: string | null;
  delivered_at: string | null;
  read_at: string | null;
  failed_at: string | null;
};
export type SentEvent = { name: string; at: string; code: string | null };
export type SentDetail = Sent & { events: SentEvent[]; with_template: boolean | null; detail: string | null };
export type SentSummary = { sent: number; delivered: number; failed: number; kept: number; waiting: number; cost_milli: number };

export type PhoneLink = { code: string; whatsapp_url: string | null; sms_number: string | null; expires_at: string };
