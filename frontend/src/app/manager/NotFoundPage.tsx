import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';

export default function NotFoundPage() {
  return (
    <Page title={t('not_found.title')}>
      <EmptyState icon="search" title={t('not_found.text')}>
        <ButtonLink to="/" icon="home">
          {t('nav.home')}
        </ButtonLink>
      </EmptyState>
    </Page>
  );
}
