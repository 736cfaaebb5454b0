import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { useProfile } from '@/kernel/auth/session';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirrorRow } from '@/kernel/offline';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { chatUrl, compose } from './message';
import { sendOrder, type Channel } from './offline';
import { leadTimeQuery } from './queries';
import type { KnownOrder } from './useOrder';

/** The message for the supplier, written here so that it needs no network, and the ways in which it can go. */
export function SendCard({ order, mayWrite }: { order: KnownOrder; mayWrite: boolean }) {
  const { row, supplier, phone, lines } = order;
  const { tenant } = useProfile();
  const stated = useMirrorRow<SupplierRow>('supplier', row.supplier_id)?.lead_time_days ?? 7;
  const { data: time } = useQuery(leadTimeQuery(row.supplier_id));
  const [shown, setShown] = useState(row.status === 'draft');
  const text = compose(
    { shop: tenant.name, supplier, number: row.number, day: row.sent_at ? tenantDay(0, Date.parse(row.sent_at)) : tenantDay(), lines, expected_on: row.expected_on, note: row.note ?? null },
    tenant.language,
  );
  const isDraft = row.status === 'draft';
  const mark = async (channel: Channel) => {
    if (!isDraft || !mayWrite) return;
    try {
      await sendOrder(row, supplier, channel, time?.days ?? stated);
      toast(t('orders.sent_recorded'));
    } catch (error) {
      toast(explain(error).title, { bad: true });
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('orders.copied'));
  };
  return (
    <Card title={isDraft ? t('orders.to_send') : t('orders.message')}>
      <div className="stack">
        {shown ? (
          <p className="message">{text}</p>
        ) : (
          <Button look="plain" onClick={() => setShown(true)}>
            {t('orders.show_message')}
          </Button>
        )}
        <div className="row wrap">
          <a className={isDraft ? 'button' : 'button second'} href={chatUrl(phone, text)} target="_blank" rel="noopener noreferrer" onClick={() => void mark('whatsapp')}>
            <Icon name="share" size={20} />
            {isDraft ? t('orders.send_whatsapp') : t('orders.send_again')}
          </a>
          <Button look="second" icon="copy" onClick={() => void copy().catch(() => toast(t('orders.not_copied'), { bad: true }))}>
            {t('action.copy')}
          </Button>
        </div>
        {isDraft && mayWrite && (
          <div className="row wrap">
            <Button look="plain" icon="phone" onClick={() => void mark('phone')}>
              {t('orders.mark.phone')}
            </Button>
            <Button look="plain" icon="file" onClick={() => void mark('paper')}>
              {t('orders.mark.paper')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
