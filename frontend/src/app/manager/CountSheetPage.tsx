import { useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useStore } from '@/kernel/store';
import { sheet } from '@/features/inventory/counting';
import { CountReview } from '@/features/inventory/CountReview';
import { CountSheet } from '@/features/inventory/CountSheet';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';

export default function CountSheetPage() {
  const now = useStore(sheet);
  const [, navigate] = useLocation();
  const may = useMay();
  const [reviewing, setReviewing] = useState(false);
  const show = (review: boolean) => {
    setReviewing(review);
    scrollTo(0, 0);
  };
  if (!now || !may('stock:write')) return <Redirect to="/counts" />;
  return (
    <Page title={now.title} subtitle={reviewing ? t('counts.check_text') : t('counts.sheet_text')} back="/counts">
      {reviewing ? (
        <CountReview
          seesCost={may('costs:read')}
          onBack={() => show(false)}
          onDone={() => {
            toast(t('counts.saved'));
            navigate('/counts', { replace: true });
          }}
        />
      ) : (
        <CountSheet onReview={() => show(true)} />
      )}
    </Page>
  );
}
