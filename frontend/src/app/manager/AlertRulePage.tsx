import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { Problem } from '@/kernel/api/problem';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { rulesQuery } from '@/features/alerts/queries';
import { RuleActions } from '@/features/alerts/RuleActions';
import { RuleFacts } from '@/features/alerts/RuleFacts';
import { RuleForm } from '@/features/alerts/RuleForm';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/states';

const missing = new Problem(404, { code: 'not_found' });

export default function AlertRulePage() {
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const mayWrite = useMay()('alerts:write');
  const query = useQuery(rulesQuery());
  const back = () => navigate('/alerts/rules', { replace: true });
  return (
    <Page title={query.data?.items.find((rule) => rule.id === id)?.name ?? t('rules.one')} back="/alerts/rules">
      <Loaded query={query}>
        {({ items }) => {
          const rule = items.find((one) => one.id === id);
          if (!rule) return <ErrorState error={missing} />;
          if (!mayWrite) return <RuleFacts rule={rule} />;
          return <RuleForm key={rule.version} type={rule.type} rule={rule} onSaved={back} more={(touched) => <RuleActions rule={rule} touched={touched} onDeleted={back} />} />;
        }}
      </Loaded>
    </Page>
  );
}
