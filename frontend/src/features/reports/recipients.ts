import { Problem } from '@/kernel/api/problem';
import type { ReportIn, ReportRecipient } from '@/kernel/api/types';

export type Recipient = NonNullable<ReportIn['recipients']>[number];
/** Somebody outside the company; `contact` is an e-mail address or a telephone. */
export type Other = { name: string; contact: string };
/** Who gets a file: people of the company, and others. */
export type Told = { user_ids: string[]; others: Other[] };

/** The server sends one file to at most so many. */
export const MOST = 20;

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
const isPhone = (text: string) => /^\+?[\d\s().-]+$/.test(text) && text.replace(/\D/g, '').length >= 7;

const isBlank = ({ name, contact }: Other) => !name.trim() && !contact.trim();

/** Which field of a person is not filled as it must be; a row that is quite empty is passed over. */
export function wrongIn(other: Other): 'name' | 'contact' | null {
  if (isBlank(other)) return null;
  const contact = other.contact.trim();
  if (!isEmail(contact) && !isPhone(contact)) return 'contact';
  return other.name.trim() ? null : 'name';
}

/** Why this is nobody to send to; null where it is somebody. */
export function wrongTold({ user_ids, others }: Told): 'nobody' | 'incomplete' | 'too_many' | null {
  if (others.some((other) => wrongIn(other))) return 'incomplete';
  const count = user_ids.length + others.filter((other) => !isBlank(other)).length;
  if (!count) return 'nobody';
  return count > MOST ? 'too_many' : null;
}

/** As the server wants them. */
export const bodyOf = ({ user_ids, others }: Told): Recipient[] => [
  ...user_ids.map((user_id) => ({ user_id })),
  ...others
    .filter((other) => !isBlank(other))
    .map(({ name, contact }) => ({ name: name.trim(), ...(isEmail(contact.trim()) ? { email: contact.trim() } : { phone: contact.trim() }) })),
];

/** As a form shows them. */
export const toldOf = (recipients: ReportRecipient[]): Told => ({
  user_ids: recipients.flatMap(({ user_id }) => user_id ?? []),
  others: recipients.filter(({ user_id }) => !user_id).map(({ name, email, phone }) => ({ name, contact: email ?? phone ?? '' })),
});

/** What the server said of the people outside the company, by their place in the form. */
export function refused(problem: unknown, { user_ids, others }: Told): Map<number, string> {
  const sent = others.flatMap((other, index) => (isBlank(other) ? [] : [index]));
  const found = new Map<number, string>();
  if (!(problem instanceof Problem)) return found;
  for (const { field, message } of problem.errors) {
    const index = sent[Number(/(?:^|\.)recipients\.(\d+)(?:\.|$)/.exec(field)?.[1] ?? NaN) - user_ids.length];
    if (index !== undefined) found.set(index, message);
  }
  return found;
}
