import { Redirect, useLocation, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { RuleForm } from '@/features/alerts/RuleForm';
import { RuleTypes } from '@/features/alerts/RuleTypes';
import { TYPES } from '@/features/alerts/words';
import { Page } from '@/ui/Page';

export default function NewAlertRulePage() {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const type = TYPES.find((one) => one === params.get('type'));
  if (!useMay()('alerts:write')) return <Redirect to="/alerts/rules" replace />;
  return (
    <Page title={t('rules.new')} back={type ? '/alerts/rules/new' : '/alerts/rules'}>
      {type ? <RuleForm key={type} type={type} rule={null} onSaved={() => navigate('/alerts/rules', { replace: true })} /> : <RuleTypes />}
    </Page>
  );
}
