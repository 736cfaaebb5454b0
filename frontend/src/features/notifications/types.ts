import type { SentMessage, TellPreferences } from '@/kernel/api/types';

export type Channel = SentMessage['channel'];
export type Kind = SentMessage['kind'];
export type SendState = SentMessage['state'];
export type Preference = TellPreferences['kinds'][number];
export type ChosenKind = Preference['kind'];
export type Frequency = Preference['frequency'];
/** The channels that somebody chooses and orders; push goes beside the first of them. */
export type LadderChannel = Preference['channels'][number];
export type Tone = TellPreferences['tone'];
