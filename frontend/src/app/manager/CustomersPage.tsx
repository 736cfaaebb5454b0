import { useState } from 'react';
import type { Customer } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { CustomerDialog } from '@/features/customers/CustomerDialog';
import { CustomersList } from '@/features/customers/CustomersList';
import { Button } from '@/ui/Button';
import { SearchField } from '@/ui/Field';
import { Page } from '@/ui/Page';

export default function CustomersPage() {
  const may = useMay();
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<Customer | 'new' | null>(null);
  return (
    <Page
      title={t('nav.customers')}
      actions={
        may('customers:write') && (
          <Button icon="plus" onClick={() => setEdited('new')}>
            {t('customers.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="row">
          <SearchField label={t('customers.search')} value={search} onSearch={setSearch} />
        </div>
        <CustomersList
          search={search}
          mayWrite={may('customers:write')}
          seesSales={may('sales:read')}
          onEdit={setEdited}
          onNew={() => setEdited('new')}
        />
      </div>
      {edited && <CustomerDialog customer={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
