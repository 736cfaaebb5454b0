import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { t } from '@/kernel/i18n';
import { Page } from '@/ui/Page';
import { ImportView } from '@/features/imports/ImportView';
import { importQuery } from '@/features/imports/queries';

export default function ImportPage() {
  const { id } = useParams<{ id: string }>();
  const { data } = useQuery(importQuery(id));
  return (
    <Page title={data ? t(`imports.kind.${data.kind}`) : t('imports.title')} subtitle={data?.file_name} back="/imports">
      <ImportView id={id} />
    </Page>
  );
}
