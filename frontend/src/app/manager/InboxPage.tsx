import { t } from '@/kernel/i18n';
import { Inbox, MarkAllSeen } from '@/features/notifications/Inbox';
import { ButtonLink } from '@/ui/Button';
import { Page } from '@/ui/Page';

export default function InboxPage() {
  return (
    <Page
      title={t('nav.inbox')}
      actions={
        <>
          <MarkAllSeen />
          <ButtonLink to="/settings/notifications" icon="settings" look="second" compact>
            {t('inbox.choose')}
          </ButtonLink>
        </>
      }
    >
      <Inbox />
    </Page>
  );
}
