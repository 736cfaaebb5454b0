import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { ServicesCard } from '@/features/providers/ServicesCard';
import { ZonesCard } from '@/features/providers/ZonesCard';
import { SettingsCard } from '@/features/requests/SettingsCard';
import { Page } from '@/ui/Page';

export default function ServicesPage() {
  const may = useMay();
  return (
    <Page title={t('nav.services')}>
      <div className="columns">
        <div className="stack">
          <ServicesCard mayWrite={may('providers:write')} />
          <ZonesCard mayWrite={may('providers:write')} />
        </div>
        <SettingsCard mayWrite={may('tracking:write')} />
      </div>
    </Page>
  );
}
