import { useState } from 'react';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { NoticesBoard } from '@/features/tracking/NoticesBoard';
import { Button } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function TrackingPage() {
  const mayWrite = useMay()('tracking:write');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('nav.tracking')}
      subtitle={t('notices.text')}
      actions={
        mayWrite && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t('notices.new')}
          </Button>
        )
      }
    >
      <NoticesBoard mayWrite={mayWrite} adding={adding} onAdded={() => setAdding(false)} />
    </Page>
  );
}
