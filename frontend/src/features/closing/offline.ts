import { day as dayText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { enqueue, type Operation } from '@/kernel/offline';
import { differenceText } from './difference';

export type Count = { day: string; userId: string | null; opening: number; counted: number; note: string; difference: number };

/** States what was counted in a till. The server compares it with all that it knows when this arrives. */
export const closeDay = ({ day, userId, opening, counted, note, difference }: Count): Promise<Operation> =>
  enqueue({
    type: 'day.close',
    lane: `till:${userId ?? 'shop'}`,
    payload: { id: newId(), day, user_id: userId, opening_float: opening, counted, note: note.trim() || null },
    label: { title: t('closing.of_day', { day: dayText(day, 'weekday') }), amount: counted, detail: differenceText(difference) },
  });

export type Move = { type: 'IN' | 'OUT'; amount: number; reason: string };

/** Money put into one's till or taken out of it, which no sale explains. */
export function moveCash({ type, amount, reason }: Move): Promise<Operation> {
  const id = newId();
  return enqueue({
    type: 'cash.move',
    lane: `cash_move:${id}`,
    payload: { id, type, amount, reason: reason.trim() },
    label: { title: reason.trim(), amount: type === 'IN' ? amount : -amount, detail: t(`closing.move.${type}`) },
  });
}
