import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { EscalationHistory } from '@/features/tracking/EscalationHistory';
import { EscalationRules } from '@/features/tracking/EscalationRules';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function EscalationsPage() {
  const may = useMay();
  return (
    <Page
      title={t('nav.escalations')}
      subtitle={t('escalations.text')}
      actions={
        may('tracking:write') && (
          <ButtonLink to="/escalations/new" icon="plus">
            {t('escalations.new')}
          </ButtonLink>
        )
      }
    >
      <div className="columns">
        <EscalationHistory mayStop={may('requests:write')} />
        <EscalationRules mayWrite={may('tracking:write')} />
      </div>
    </Page>
  );
}
