import { useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { AuditCard } from '@/features/identity/AuditCard';
import { InvitationsCard } from '@/features/identity/InvitationsCard';
import { UsersCard } from '@/features/identity/UsersCard';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';

export default function TeamPage() {
  const may = useMay();
  const { user, tenant } = useProfile();
  return (
    <Page title={t('nav.team')}>
      {may('users:read') ? (
        <div className="columns">
          <div className="stack">
            <UsersCard myId={user.id} mayWrite={may('users:write')} />
            <InvitationsCard company={tenant.name} mayWrite={may('users:write')} />
          </div>
          {may('audit:read') && <AuditCard />}
        </div>
      ) : (
        <EmptyState icon="lock" title={t('problem.forbidden.title')} text={t('problem.forbidden.advice')} />
      )}
    </Page>
  );
}
