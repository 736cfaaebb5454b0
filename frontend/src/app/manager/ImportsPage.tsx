import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { ImportHistory } from '@/features/imports/ImportHistory';

export default function ImportsPage() {
  return (
    <Page
      title={t('imports.title')}
      subtitle={t('imports.subtitle')}
      actions={
        <ButtonLink to="/imports/new" icon="upload">
          {t('imports.new')}
        </ButtonLink>
      }
    >
      <ImportHistory />
    </Page>
  );
}
