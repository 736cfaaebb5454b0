import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { DispatchForm } from '@/features/tracking/DispatchForm';
import { RankingPreview } from '@/features/tracking/RankingPreview';
import { Page } from '@/ui/Page';

export default function DispatchPage() {
  const may = useMay();
  return (
    <Page title={t('nav.dispatch')} subtitle={t('dispatch.text')}>
      <div className="columns">
        <DispatchForm mayWrite={may('tracking:write')} />
        <RankingPreview mayRun={may('requests:write')} />
      </div>
    </Page>
  );
}
