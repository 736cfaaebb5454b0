import { useLocation } from 'wouter';
import { t } from '@/kernel/i18n';
import { Page } from '@/ui/Page';
import { StartImport } from '@/features/imports/StartImport';

export default function NewImportPage() {
  const [, navigate] = useLocation();
  return (
    <Page title={t('imports.new')} back="/imports">
      <StartImport onStarted={(id) => navigate(`/imports/${id}`, { replace: true })} />
    </Page>
  );
}
