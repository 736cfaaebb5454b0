import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Sale } from '@/kernel/api/types';
import { date, money, percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOpenOperations } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { CancelDialog } from './CancelDialog';
import { ReturnDialog } from './ReturnDialog';
import { useLocalSale } from './local';
import { saleQuery } from './queries';
import { SentState } from '@/entities/operation/SentState';
import { SaleState } from './SaleState';

type Props = { id: string; company: string; mayReturn: boolean; mayCancel: boolean };

/** A sale as this device knows it while something about it is unsent or the server is away, else the server's. */
export function useSale(id: string) {
  const open = useOpenOperations(id);
  const local = useLocalSale(id);
  const made = open.some(({ creates }) => creates.includes(id));
  // The server cannot know it before it was sent.
  const query = useQuery({ ...saleQuery(id), enabled: !made });
  const data = open.length > 0 ? (local ?? query.data) : (query.data ?? local);
  return { ...query, data, error: made || (data && !query.data) ? null : query.error, open };
}

export function SaleView({ id, ...may }: Props) {
  const { open, ...query } = useSale(id);
  return (
    <Loaded query={query}>
      {(sale) => (
        <>
          {open.map((operation) => (
            <div key={operation.op_id} className={operation.status === 'rejected' ? 'notice bad' : 'notice'} role="status">
              <Icon name={operation.status === 'rejected' ? 'alert' : 'clock'} />
              <span className="grow">
                <strong>{t(`operation.${operation.type}`)}</strong> · <SentState operation={operation} />
              </span>
              <Link href="/envois">{t('sale.see')}</Link>
            </div>
          ))}
          <Details sale={sale} {...may} />
        </>
      )}
    </Loaded>
  );
}

function Details({ sale, company, mayReturn, mayCancel }: { sale: Sale } & Omit<Props, 'id'>) {
  const [dialog, setDialog] = useState<'return' | 'cancel' | null>(null);
  const { lines } = sale;
  const live = sale.status === 'completed';
  const margin = sale.cost === null ? null : sale.total - sale.cost;
  return (
    <div className="columns">
      <div className="stack">
        <Card flush>
          <ul className="list">
            {lines.map((line) => (
              <li key={line.id}>
                <Item
                  to={`/products/${line.product_id}`}
                  title={line.product_name}
                  detail={
                    <span className="num">
                      {quantity(line.quantity)} × {money(line.unit_price)}
                      {line.discount > 0 && ` − ${money(line.discount)}`}
                      {line.returned > 0 && ` · ${t('sale.returned_count', { quantity: quantity(line.returned) })}`}
                    </span>
                  }
                  side={<strong className="num">{money(line.amount)}</strong>}
                />
              </li>
            ))}
          </ul>
          <div style={{ padding: '8px 18px 18px' }}>
            {sale.discount > 0 && (
              <div className="sum">
                <span>{t('sale.discount')}</span>
                <span className="num">{money(-sale.discount)}</span>
              </div>
            )}
            <div className="sum total">
              <span>{t('sale.total')}</span>
              <span className="num">{money(sale.total)}</span>
            </div>
            {margin !== null && (
              <div className="sum soft">
                <span>{t('product.margin')}</span>
                <span className="num">
                  {money(margin)}
                  {sale.total > 0 && ` (${percent(margin / sale.total)})`}
                </span>
              </div>
            )}
          </div>
        </Card>
        <div className="row wrap">
          {live && sale.kind === 'SALE' && (
            <a className="button second" href={receiptLink(sale, company)} target="_blank" rel="noreferrer">
              <Icon name="share" size={20} />
              {t('sale.send_receipt')}
            </a>
          )}
          {live && sale.kind === 'SALE' && mayReturn && (
            <Button look="second" icon="undo" onClick={() => setDialog('return')}>
              {t('sale.return')}
            </Button>
          )}
          {live && mayCancel && (
            <Button look="bad-plain" icon="close" onClick={() => setDialog('cancel')}>
              {t('sale.cancel')}
            </Button>
          )}
        </div>
      </div>
      <Card title={t('sale.details')} aside={<SaleState sale={sale} />}>
        <dl className="facts">
          <Fact name={t('sale.date')}>{date(sale.occurred_at, 'full')}</Fact>
          <Fact name={t('sale.payment')}>{t(`payment.${sale.payment_method}`)}</Fact>
          <Fact name={t('sale.customer')}>{sale.customer_name ?? t('sale.no_customer')}</Fact>
          {sale.cancelled_at && (
            <Fact name={t('sale.status.cancelled')}>
              {date(sale.cancelled_at, 'full')} · {sale.cancel_reason}
            </Fact>
          )}
          {sale.note && <Fact name={t('sale.note')}>{sale.note}</Fact>}
          {sale.original_sale_id && (
            <Fact name={t('sale.original')}>
              <Link href={`/sales/${sale.original_sale_id}`}>{t('sale.see_original')}</Link>
            </Fact>
          )}
          {sale.import_id && (
            <Fact name={t('sale.source')}>
              <Link href={`/imports/${sale.import_id}`}>{t('sale.from_import')}</Link>
            </Fact>
          )}
        </dl>
      </Card>
      {dialog === 'return' && <ReturnDialog sale={sale} onClose={() => setDialog(null)} />}
      {dialog === 'cancel' && <CancelDialog sale={sale} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The receipt as a WhatsApp text: the customer needs no paper and no application. */
function receiptLink(sale: Sale, company: string): string {
  const lines = sale.lines.map((line) => `${quantity(line.quantity)} × ${line.product_name} : ${money(line.amount)}`);
  const head = [sale.number, date(sale.occurred_at, 'full')].filter(Boolean).join(' · ');
  const text = [`*${company}*`, head, ...lines, `*${t('sale.total')} : ${money(sale.total)}*`];
  return `https://wa.me/?text=${encodeURIComponent(text.join('\n'))}`;
}
