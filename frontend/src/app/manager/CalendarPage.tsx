import { useState } from 'react';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { CalendarBoard } from '@/features/forecasting/CalendarBoard';
import { Button } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function CalendarPage() {
  const may = useMay();
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('nav.calendar')}
      actions={
        may('purchases:write') && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t('calendar.add')}
          </Button>
        )
      }
    >
      <CalendarBoard mayWrite={may('purchases:write')} adding={adding} onAdded={() => setAdding(false)} />
    </Page>
  );
}
