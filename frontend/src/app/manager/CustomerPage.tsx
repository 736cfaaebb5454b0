import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { CustomerRow } from '@/entities/customer/offline';
import { customerQuery } from '@/entities/customer/queries';
import { AccountCard } from '@/features/credit/AccountCard';
import { EntriesCard } from '@/features/credit/EntriesCard';
import { CustomerDialog } from '@/features/customers/CustomerDialog';
import { Button, ButtonLink } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { Page } from '@/ui/Page';
import { ErrorState, SkeletonList } from '@/ui/states';

export default function CustomerPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const { byId, complete, loading } = useMirror<CustomerRow>('customer');
  const kept = byId.get(id);
  // The copy on this phone is not whole yet, or does not know them: the server is asked.
  const asked = useQuery({ ...customerQuery(id), enabled: !loading && !kept });
  const customer: CustomerRow | undefined = kept ?? (asked.data && { ...asked.data, is_active: true });
  return (
    <Page
      title={customer?.name ?? t('customers.one')}
      subtitle={customer?.phone}
      back="/customers"
      actions={
        customer && (
          <>
            {customer.phone && (
              <a className="button second compact" href={`tel:${customer.phone}`} aria-label={t('action.call', { name: customer.name })}>
                <Icon name="phone" size={20} />
                <span>{t('customers.call')}</span>
              </a>
            )}
            {may('customers:write') && (
              <Button look="second" icon="edit" onClick={() => setEditing(true)}>
                {t('action.edit')}
              </Button>
            )}
          </>
        )
      }
    >
      {customer ? (
        <div className="columns">
          <div className="stack">
            <AccountCard customer={customer} mayTake={may('sales:write')} mayLimit={may('customers:write') && may('sales:cancel')}>
              {may('sales:read') && (
                <ButtonLink to={`/sales?customer=${id}`} look="second" icon="receipt">
                  {t('customers.sales')}
                </ButtonLink>
              )}
              {may('reports:write') && (
                <ButtonLink to={`/reports?type=credit_statement&subject=${id}`} look="second" icon="file">
                  {t('credit.statement_pdf')}
                </ButtonLink>
              )}
            </AccountCard>
          </div>
          <EntriesCard customerId={id} />
        </div>
      ) : asked.error && (complete || !asked.isFetching) ? (
        <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
      ) : (
        <SkeletonList rows={3} height={120} />
      )}
      {editing && customer && <CustomerDialog customer={customer} mayLimit={may('sales:cancel')} onClose={() => setEditing(false)} />}
    </Page>
  );
}
