import { useState } from 'react';
import type { Supplier } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { SupplierDialog } from '@/features/catalog/SupplierDialog';
import { SuppliersList } from '@/features/catalog/SuppliersList';
import { Button } from '@/ui/Button';
import { SearchField } from '@/ui/Field';
import { Page } from '@/ui/Page';

export default function SuppliersPage() {
  const mayWrite = useMay()('catalog:write');
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<Supplier | 'new' | null>(null);
  return (
    <Page
      title={t('nav.suppliers')}
      actions={
        mayWrite && (
          <Button icon="plus" onClick={() => setEdited('new')}>
            {t('suppliers.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="row">
          <SearchField label={t('suppliers.search')} value={search} onSearch={setSearch} />
        </div>
        <SuppliersList search={search} mayWrite={mayWrite} onEdit={setEdited} onNew={() => setEdited('new')} />
      </div>
      {edited && <SupplierDialog supplier={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
