import { useQuery } from '@tanstack/react-query';
import { useProfile } from '@/kernel/auth/session';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOpenOperations, useOperations } from '@/kernel/offline';
import type { CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { localEntries } from './carnet';
import { carnetQuery, statementQuery } from './queries';
import { composeStatement, whatsappUrl } from './statement';

type Props = { customer: CustomerRow; promisedAmount: number | null; onClose: () => void };

/**
 * What the customer owes, as a text for WhatsApp: the server's when it can be had and knows everything, else one
 * written on this phone.
 */
export function StatementDialog({ customer, promisedAmount, onClose }: Props) {
  const { tenant } = useProfile();
  const queue = useOperations();
  const unsent = useOpenOperations(customer.id).length > 0;
  const carnet = useQuery({ ...carnetQuery(customer.id), staleTime: Infinity });
  const asked = useQuery({ ...statementQuery(customer.id), enabled: !unsent });
  const waiting = !unsent && asked.isFetching;
  const current = !unsent && !asked.error && asked.data;

  const write = () => {
    const entries = carnet.data?.entries.items ?? [];
    const known = entries.filter(({ amount }) => amount !== 0).map(({ occurred_at, type, sale_number, amount }) => ({ at: occurred_at, type, number: sale_number, amount }));
    const here = localEntries(queue, customer.id, entries, carnet.dataUpdatedAt).map(({ operation, type, amount }) => ({ at: operation.occurred_at, type, number: null, amount }));
    const lines = [...known, ...here].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    return composeStatement({
      shop: tenant.name,
      language: tenant.language,
      name: customer.name,
      today: tenantDay(),
      balance: customer.balance ?? 0,
      promisedOn: customer.promise ?? null,
      promisedAmount,
      lines: lines.map(({ at, ...line }) => ({ ...line, day: tenantDay(0, Date.parse(at)) })),
    });
  };
  const text = current ? current.text : write();
  const url = (current && current.whatsapp_url) || whatsappUrl(customer.phone, text);
  const copy = () => void navigator.clipboard.writeText(text).then(() => toast(t('credit.copied')), () => toast(t('credit.not_copied'), { bad: true }));

  return (
    <Dialog
      title={t('credit.statement')}
      onClose={onClose}
      foot={
        <>
          <Button look="second" icon="copy" disabled={waiting} onClick={copy}>
            {t('action.copy')}
          </Button>
          {waiting ? (
            <Button busy>{t('credit.open_whatsapp')}</Button>
          ) : (
            <a className="button" href={url} target="_blank" rel="noreferrer" onClick={onClose}>
              <Icon name="share" size={20} />
              {t('credit.open_whatsapp')}
            </a>
          )}
        </>
      }
    >
      <div className="stack">
        {waiting ? <Skeleton height={220} /> : <p className="letter">{text}</p>}
        {!waiting && !current && <p className="soft">{t('credit.written_here')}</p>}
        {!customer.phone && <p className="soft">{t('credit.no_phone')}</p>}
      </div>
    </Dialog>
  );
}
