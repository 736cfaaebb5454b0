import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Customer } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { customersQuery } from '@/entities/customer/queries';
import { withUnsent } from './local';
import { useMirror, useOperations } from '@/kernel/offline';
import type { CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar, More, RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';

type Props = { search: string; mayWrite: boolean; seesSales: boolean; onEdit: (customer: Customer) => void; onNew: () => void };

export function CustomersList({ search, mayWrite, seesSales, onEdit, onNew }: Props) {
  const answer = useInfiniteQuery({ ...customersQuery(search), placeholderData: keepPreviousData });
  const queue = useOperations();
  const mirror = useMirror<CustomerRow>('customer');
  // Never looked up with network: what this device copied is better than nothing.
  const query = answer.data || !answer.error || !mirror.complete ? answer : { ...answer, data: { pages: [], pageParams: [] }, dataUpdatedAt: mirror.asOf ?? 0 };
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const customers = withUnsent(answer.data ? pages.flatMap((page) => page.items) : null, mirror, queue, search);
        if (!customers.length) {
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
              {customers.map((customer) => (
                <li key={customer.id} className="item">
                  <RowMain label={t('action.edit_name', { name: customer.name })} onClick={mayWrite ? () => onEdit(customer) : undefined}>
                    <Avatar name={customer.name} />
                    <span className="grow">
                      <span className="title clip">{customer.name}</span>
                      <span className="soft clip">{[customer.phone, customer.address].filter(Boolean).join(' · ') || customer.email || ''}</span>
                    </span>
                  </RowMain>
                  {customer.phone && (
                    <a className="icon-button" href={`tel:${customer.phone}`} aria-label={t('action.call', { name: customer.name })}>
                      <Icon name="phone" />
                    </a>
                  )}
                  {seesSales && (
                    <Link href={`/sales?customer=${customer.id}`} className="icon-button" aria-label={t('customers.sales_of', { name: customer.name })}>
                      <Icon name="receipt" />
                    </Link>
                  )}
                </li>
              ))}
            </ul>
            <More
              hasMore={answer.hasNextPage}
              loading={answer.isFetchingNextPage}
              failed={answer.isFetchNextPageError}
              onMore={() => void answer.fetchNextPage()}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}
