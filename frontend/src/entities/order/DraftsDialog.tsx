import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Avatar, Item } from '@/ui/List';
import { EmptyState } from '@/ui/states';

type Made = { id: string; number: string; supplier_name: string; line_count: number };

/** The drafts that were made, each a tap away; and how many products could not be ordered. */
export function DraftsDialog({ orders, without = 0, onClose }: { orders: readonly Made[]; without?: number; onClose: () => void }) {
  const some = orders.length > 0;
  return (
    <Dialog
      title={some ? t('orders.drafts', { count: orders.length }) : t('orders.nothing_to_order')}
      onClose={onClose}
      foot={
        <Button look={some ? 'second' : undefined} onClick={onClose}>
          {t('action.done')}
        </Button>
      }
    >
      <div className="stack">
        {some ? (
          <>
            <p>{t('orders.drafts_text')}</p>
            <ul className="list flush-list">
              {orders.map((order) => (
                <li key={order.id}>
                  <Item to={`/orders/${order.id}`} lead={<Avatar name={order.supplier_name} />} title={order.supplier_name} detail={[order.number, t('orders.lines', { count: order.line_count })].join(' · ')} />
                </li>
              ))}
            </ul>
          </>
        ) : (
          without === 0 && <EmptyState icon="check" title={t('orders.nothing_to_order')} text={t('orders.nothing_to_order_text')} />
        )}
        {without > 0 && (
          <p className="notice" style={{ marginBottom: 0 }}>
            {t('orders.without_supplier', { count: without })}
          </p>
        )}
      </div>
    </Dialog>
  );
}
