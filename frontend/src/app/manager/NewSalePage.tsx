import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { NewSale } from '@/features/sales/NewSale';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';

export default function NewSalePage() {
  const may = useMay();
  return (
    <Page
      title={t('nav.new_sale')}
      actions={
        may('sales:read') && (
          <ButtonLink to="/sales" look="second" icon="receipt" compact>
            {t('nav.sales')}
          </ButtonLink>
        )
      }
    >
      {may('sales:write') ? (
        <NewSale mayCreateCustomer={may('customers:write')} />
      ) : (
        <EmptyState icon="lock" title={t('problem.forbidden.title')} text={t('problem.forbidden.advice')} />
      )}
    </Page>
  );
}
