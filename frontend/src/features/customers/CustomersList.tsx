import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { money } from '@/kernel/format';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { CustomerRow } from '@/entities/customer/offline';
import { customersQuery } from '@/entities/customer/queries';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar, Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, SkeletonList } from '@/ui/states';

type Props = { search: string; mayWrite: boolean; onNew: () => void };

const STEP = 50;

/** Everybody who buys by name, from this phone's own copy; from the server as long as that is not whole. */
export function CustomersList(props: Props) {
  const { rows, complete, loading } = useMirror<CustomerRow>('customer');
  if (loading) return <SkeletonList />;
  // The search begins again from the top of the list.
  return complete ? <Local key={props.search} {...props} rows={rows} /> : <Remote {...props} />;
}

function Local({ search, rows, ...props }: Props & { rows: CustomerRow[] }) {
  const [most, setMost] = useState(STEP);
  const found = useMemo(() => {
    const sorted = rows.filter(({ is_active }) => is_active).sort((a, b) => a.name.localeCompare(b.name));
    return find(sorted, search, ({ name, phone }) => [name, phone?.replace(/\s/g, '')]);
  }, [rows, search]);
  return (
    <Rows {...props} search={search} rows={found.slice(0, most)}>
      <More hasMore={found.length > most} loading={false} failed={false} onMore={() => setMost(most + STEP)} />
    </Rows>
  );
}

function Remote(props: Props) {
  const query = useInfiniteQuery({ ...customersQuery(props.search), placeholderData: keepPreviousData });
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <Rows {...props} rows={pages.flatMap(({ items }) => items).map(({ id, name, phone, version }) => ({ id, name, phone, version, is_active: true }))}>
          <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
        </Rows>
      )}
    </Loaded>
  );
}

function Rows({ rows, search, mayWrite, onNew, children }: Props & { rows: CustomerRow[]; children: ReactNode }) {
  if (!rows.length) {
    return (
      <Card>
        <EmptyState icon="users" title={search ? t('state.no_match') : t('customers.empty')} text={t('customers.empty_text')}>
          {mayWrite && (
            <Button icon="plus" onClick={onNew}>
              {t('customers.new')}
            </Button>
          )}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      <ul className="list">
        {rows.map((customer) => (
          <li key={customer.id} className="row" style={{ gap: 0 }}>
            <span className="grow">
              <Item
                to={`/customers/${customer.id}`}
                lead={<Avatar name={customer.name} />}
                title={customer.name}
                detail={<Standing {...customer} />}
              />
            </span>
            {customer.phone && (
              <a className="icon-button" style={{ marginRight: 8 }} href={`tel:${customer.phone}`} aria-label={t('action.call', { name: customer.name })}>
                <Icon name="phone" />
              </a>
            )}
          </li>
        ))}
      </ul>
      {children}
    </Card>
  );
}

/** What stands between the shop and a customer; their number when nothing does. */
function Standing({ balance, phone }: CustomerRow) {
  if (balance) return <span>{t(balance > 0 ? 'customers.owes' : 'customers.ahead', { amount: money(Math.abs(balance)) })}</span>;
  return <>{phone}</>;
}
