import { day as dayText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { Correction, Operation } from '@/kernel/offline';

type Restated = Pick<Correction, 'label' | 'effects'>;
type Payload = Operation['payload'];

/** A closing as it is written now; what is missing or too much the server will say. */
export const restateClosing = ({ effects }: Operation, payload: Payload): Restated => ({
  effects,
  label: { title: t('closing.of_day', { day: dayText(String(payload.day), 'weekday') }), amount: Number(payload.counted) },
});

export const restateCashMove = ({ effects, label }: Operation, payload: Payload): Restated => ({
  effects,
  label: { ...label, title: String(payload.reason), amount: payload.type === 'IN' ? Number(payload.amount) : -Number(payload.amount) },
});
