import { t } from '@/kernel/i18n';
import { OwingList } from '@/features/credit/OwingList';
import { Page } from '@/ui/Page';

export default function CreditPage() {
  return (
    <Page title={t('nav.credit')} subtitle={t('credit.subtitle')}>
      <OwingList />
    </Page>
  );
}
