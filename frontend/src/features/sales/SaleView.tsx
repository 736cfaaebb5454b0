import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Sale } from '@/kernel/api/types';
import { date, money, percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { CancelDialog } from './CancelDialog';
import { ReturnDialog } from './ReturnDialog';
import { saleQuery } from './queries';
import { SaleState } from './SalesList';

type Props = { id: string; company: string; mayReturn: boolean; mayCancel: boolean };

export function SaleView({ id, ...may }: Props) {
  const query = useQuery(saleQuery(id));
  return <Loaded query={query}>{(sale) => <Details sale={sale} {...may} />}</Loaded>;
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
  const text = [`*${company}*`, `${sale.number} · ${date(sale.occurred_at, 'full')}`, ...lines, `*${t('sale.total')} : ${money(sale.total)}*`];
  return `https://wa.me/?text=${encodeURIComponent(text.join('\n'))}`;
}
