import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useOperation } from '@/kernel/offline';
import { NewRequest } from '@/features/requests/NewRequest';
import { Page } from '@/ui/Page';

export default function NewRequestPage() {
  const may = useMay();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const asked = params.get('corrects');
  const refused = useOperation(asked);
  // Once it is sent anew it bears another id.
  const [corrects, setCorrects] = useState(refused);
  if (refused && !corrects) setCorrects(refused);
  const back = asked ? '/envois' : '/requests';
  return (
    <Page title={t('requests.new')} back={back}>
      {/* Read from this device after a reload: a form is filled once. */}
      {asked && !corrects ? null : (
        <NewRequest
          corrects={corrects}
          mayCreateCustomer={may('customers:write')}
          mayWriteServices={may('providers:write')}
          onMade={(id) => navigate(id ? `/requests/${id}` : back, { replace: true })}
        />
      )}
    </Page>
  );
}
