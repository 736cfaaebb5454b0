import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useCountName } from '@/features/inventory/CountHistory';
import { CountView, useUnsentCount } from '@/features/inventory/CountView';
import { countQuery } from '@/features/inventory/queries';
import { Page } from '@/ui/Page';

export default function CountPage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay();
  const name = useCountName();
  const unsent = useUnsentCount(id);
  const { data } = useQuery({ ...countQuery(id), enabled: !unsent });
  return (
    <Page title={unsent?.label.title ?? (data ? name(data) : t('counts.one'))} back="/counts">
      <CountView id={id} seesCost={may('costs:read')} />
    </Page>
  );
}
