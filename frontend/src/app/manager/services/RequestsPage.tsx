import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { RequestsBoard } from '@/features/requests/RequestsBoard';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function RequestsPage() {
  const mayWrite = useMay()('requests:write');
  return (
    <Page
      title={t('nav.requests')}
      actions={
        <>
          <ButtonLink to="/map" look="second" icon="pin" compact>
            {t('nav.map')}
          </ButtonLink>
          {mayWrite && (
            <ButtonLink to="/requests/new" icon="plus">
              {t('requests.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <RequestsBoard mayWrite={mayWrite} />
    </Page>
  );
}
