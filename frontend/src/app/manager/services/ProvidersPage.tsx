import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ProviderForm } from '@/features/providers/ProviderForm';
import { ProvidersList } from '@/features/providers/ProvidersList';
import { Button } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';

export default function ProvidersPage() {
  const mayWrite = useMay()('providers:write');
  const [, navigate] = useLocation();
  const [adding, setAdding] = useState(false);
  const add = mayWrite && (
    <Button icon="plus" onClick={() => setAdding(true)}>
      {t('providers.new')}
    </Button>
  );
  return (
    <Page title={t('nav.providers')} actions={add}>
      <ProvidersList empty={<EmptyState icon="users" title={t('providers.none')} text={t('providers.none_text')} />} />
      {adding && <ProviderForm provider={null} onClose={() => setAdding(false)} onSaved={(id) => navigate(`/providers/${id}`)} />}
    </Page>
  );
}
