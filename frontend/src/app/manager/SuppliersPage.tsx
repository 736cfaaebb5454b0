import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { SupplierDialog } from '@/features/catalog/SupplierDialog';
import { SuppliersList } from '@/features/catalog/SuppliersList';
import { Button } from '@/ui/Button';
import { SearchField } from '@/ui/Field';
import { Page } from '@/ui/Page';

export default function SuppliersPage() {
  const mayWrite = useMay()('catalog:write');
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t('nav.suppliers')}
      actions={
        mayWrite && (
          <Button icon="plus" onClick={() => setMaking(true)}>
            {t('suppliers.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="row">
          <SearchField label={t('suppliers.search')} value={search} onSearch={setSearch} />
        </div>
        <SuppliersList search={search} mayWrite={mayWrite} onNew={() => setMaking(true)} />
      </div>
      {making && <SupplierDialog supplier={null} onClose={() => setMaking(false)} onMade={(id) => navigate(`/suppliers/${id}`)} />}
    </Page>
  );
}
