import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { providerQuery } from '@/entities/provider/reads';
import { ProviderView } from '@/features/providers/ProviderView';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { SkeletonList } from '@/ui/states';

export default function ProviderPage() {
  const { id } = useParams<{ id: string }>();
  const mayWrite = useMay()('providers:write');
  const query = useQuery(providerQuery(id));
  const { data } = query;
  return (
    <Page
      title={data?.name ?? t('providers.one')}
      subtitle={data?.phone}
      back="/providers"
      actions={
        data && (
          <a className="button second compact" href={`tel:${data.phone}`} aria-label={t('action.call', { name: data.name })}>
            <Icon name="phone" size={20} />
            <span>{t('customers.call')}</span>
          </a>
        )
      }
    >
      <Loaded query={query} skeleton={<SkeletonList rows={4} height={140} />}>
        {(provider) => <ProviderView provider={provider} mayWrite={mayWrite} />}
      </Loaded>
    </Page>
  );
}
