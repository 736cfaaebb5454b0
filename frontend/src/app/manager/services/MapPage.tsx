import { t } from '@/kernel/i18n';
import { FieldMap } from '@/features/tracking/FieldMap';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function MapPage() {
  return (
    <Page
      title={t('nav.map')}
      actions={
        <ButtonLink to="/requests" look="second" icon="receipt" compact>
          {t('nav.requests')}
        </ButtonLink>
      }
    >
      <FieldMap />
    </Page>
  );
}
