import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { CustomerDialog } from '@/features/customers/CustomerDialog';
import { CustomersList } from '@/features/customers/CustomersList';
import { Button } from '@/ui/Button';
import { SearchField } from '@/ui/Field';
import { Page } from '@/ui/Page';

export default function CustomersPage() {
  const may = useMay();
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t('nav.customers')}
      actions={
        may('customers:write') && (
          <Button icon="plus" onClick={() => setMaking(true)}>
            {t('customers.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="row">
          <SearchField label={t('customers.search')} value={search} onSearch={setSearch} />
        </div>
        <CustomersList search={search} mayWrite={may('customers:write')} onNew={() => setMaking(true)} />
      </div>
      {making && (
        <CustomerDialog
          customer={null}
          mayLimit={may('sales:cancel')}
          onClose={() => setMaking(false)}
          onMade={(id) => navigate(`/customers/${id}`)}
        />
      )}
    </Page>
  );
}
