import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { Problem } from '@/kernel/api/problem';
import { t } from '@/kernel/i18n';
import { EscalationForm } from '@/features/tracking/EscalationForm';
import { escalationRulesQuery } from '@/features/tracking/reads';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/states';

const missing = new Problem(404, { code: 'not_found' });

export default function EscalationRulePage() {
  const { id } = useParams<{ id?: string }>();
  const [, navigate] = useLocation();
  const query = useQuery(escalationRulesQuery());
  const back = () => navigate('/escalations', { replace: true });
  const rule = query.data?.items.find((one) => one.id === id);
  return (
    <Page title={id ? (rule?.name ?? t('escalations.one')) : t('escalations.new')} back="/escalations">
      {id ? (
        <Loaded query={query}>{() => (rule ? <EscalationForm key={rule.version} rule={rule} onDone={back} /> : <ErrorState error={missing} />)}</Loaded>
      ) : (
        <EscalationForm rule={null} onDone={back} />
      )}
    </Page>
  );
}
