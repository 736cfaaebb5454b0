import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { AlertsBoard } from '@/features/alerts/AlertsBoard';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function AlertsPage() {
  const may = useMay();
  return (
    <Page
      title={t('nav.alerts')}
      actions={
        <>
          <ButtonLink to="/alerts/history" look="second" icon="clock" compact>
            {t('alerts.to_history')}
          </ButtonLink>
          <ButtonLink to="/alerts/rules" look="second" icon="settings" compact>
            {t('rules.title')}
          </ButtonLink>
        </>
      }
    >
      <AlertsBoard mayAnswer={may('alerts:write')} mayOrder={may('purchases:write')} />
    </Page>
  );
}
