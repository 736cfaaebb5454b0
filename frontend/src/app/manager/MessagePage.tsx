import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { sentOneQuery } from '@/features/notifications/reads';
import { SentView } from '@/features/notifications/SentView';
import { Page } from '@/ui/Page';

export default function MessagePage() {
  const { id } = useParams<{ id: string }>();
  const { data } = useQuery(sentOneQuery(id));
  return (
    <Page title={data?.title || t('sent.one')} subtitle={data && t('sent.to_at', { name: data.recipient, at: date(data.created_at, 'full') })} back="/messages">
      <SentView id={id} />
    </Page>
  );
}
