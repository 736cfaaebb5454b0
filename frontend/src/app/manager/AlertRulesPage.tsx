import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { RulesList } from '@/features/alerts/RulesList';
import { SettingsCard } from '@/features/alerts/SettingsCard';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function AlertRulesPage() {
  const mayWrite = useMay()('alerts:write');
  return (
    <Page
      title={t('rules.title')}
      back="/alerts"
      actions={
        mayWrite && (
          <ButtonLink to="/alerts/rules/new" icon="plus">
            {t('rules.new')}
          </ButtonLink>
        )
      }
    >
      <div className="columns">
        <RulesList mayWrite={mayWrite} />
        <SettingsCard mayWrite={mayWrite} />
      </div>
    </Page>
  );
}
