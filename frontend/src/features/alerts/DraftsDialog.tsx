import type { AlertAnswer } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Avatar, Item } from '@/ui/List';
import { EmptyState } from '@/ui/states';

/** The drafts that an answer made, each a tap away; and what could not be ordered. */
export function DraftsDialog({ result: { orders, without_supplier }, onClose }: { result: AlertAnswer; onClose: () => void }) {
  const some = orders.length > 0;
  return (
    <Dialog
      title={some ? t('alerts.drafts', { count: orders.length }) : t('alerts.nothing_to_order')}
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
            <p>{t('alerts.drafts_text')}</p>
            <ul className="list flush-list">
              {orders.map((order) => (
                <li key={order.id}>
                  <Item to={`/orders/${order.id}`} lead={<Avatar name={order.supplier_name} />} title={order.supplier_name} detail={[order.number, t('orders.lines', { count: order.line_count })].join(' · ')} />
                </li>
              ))}
            </ul>
          </>
        ) : (
          without_supplier === 0 && <EmptyState icon="check" title={t('alerts.nothing_to_order')} text={t('alerts.nothing_to_order_text')} />
        )}
        {without_supplier > 0 && (
          <p className="notice" style={{ marginBottom: 0 }}>
            {t('alerts.without_supplier', { count: without_supplier })}
          </p>
        )}
      </div>
    </Dialog>
  );
}
