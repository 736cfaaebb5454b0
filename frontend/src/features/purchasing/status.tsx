import { day, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isAwaited, type OrderRow, type OrderStatus } from '@/entities/order/mirror';
import { Pill, type Tone } from '@/ui/Card';
import { Icon } from '@/ui/icons';

const TONES: Record<OrderStatus, Tone> = { draft: 'neutral', sent: 'info', partly_received: 'warn', received: 'ok', cancelled: 'neutral' };

type Dated = Pick<OrderRow, 'status' | 'expected_on'>;

/** Awaited on a day that has passed. */
export const isLate = (order: Dated, today: string = tenantDay()): boolean => isAwaited(order) && order.expected_on !== null && order.expected_on < today;

export function OrderPill({ order }: { order: Dated }) {
  if (isLate(order)) {
    return (
      <Pill tone="danger">
        <Icon name="clock" size={16} />
        {t('orders.late')}
      </Pill>
    );
  }
  return (
    <Pill tone={TONES[order.status]}>
      {order.status === 'received' && <Icon name="check" size={16} />}
      {t(`orders.status.${order.status}`)}
    </Pill>
  );
}

export function expectedText(order: Dated): string {
  if (!isAwaited(order) || !order.expected_on) return '';
  return t(isLate(order) ? 'orders.was_expected' : 'orders.expected', { day: day(order.expected_on) });
}
