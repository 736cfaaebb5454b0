import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card, Pill } from '@/ui/Card';
import { Item } from '@/ui/List';
import { fits, summaryOf, useUnsentSales } from './local';
import { SaleState } from './SaleState';
import { SentState } from '@/entities/operation/SentState';
import type { SaleFilters } from './queries';

/** Sales that are on this phone and not yet at the server, above those that are. */
export function UnsentSales({ filters }: { filters: SaleFilters }) {
  const unsent = useUnsentSales().filter(({ row, operation }) => fits(row, filters, operation.label.title));
  if (!unsent.length) return null;
  return (
    <Card flush title={t('sales.unsent')} aside={<Pill tone="warn">{unsent.length}</Pill>}>
      <ul className="list">
        {unsent.map(({ operation, row }) => (
          <li key={operation.op_id}>
            <Item
              to={`/sales/${row.id}`}
              title={row.customer_name ?? operation.label.title}
              detail={
                <span className="row wrap" style={{ gap: '2px 8px' }}>
                  <SaleState sale={summaryOf(row)} />
                  <span>{date(row.occurred_at, 'moment')}</span>
                  <SentState operation={operation} />
                </span>
              }
              side={
                <>
                  <strong className="num">{money(row.total)}</strong>
                  <span className="soft">{t(`payment.${row.payment_method}`)}</span>
                </>
              }
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
