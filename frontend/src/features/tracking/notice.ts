import type { NoticeRule } from '@/kernel/api/services';

export const AUDIENCES = ['client', 'provider', 'manager'] as const satisfies readonly NoticeRule['audience'][];
export const EVENTS = ['received', 'accepted', 'enroute', 'arrived', 'started', 'repair', 'completed', 'searching_again', 'no_provider', 'cancelled', 'late', 'reminder'] as const satisfies readonly NoticeRule['event'][];
export const CHANNELS = ['whatsapp', 'sms', 'email'] as const satisfies readonly NoticeRule['channels'][number][];
export const TONES = ['formal', 'friendly', 'concise'] as const satisfies readonly NonNullable<NoticeRule['tone']>[];
export const HOLES = ['{name}', '{company}', '{number}', '{service}', '{provider}', '{eta}', '{follow}'];
