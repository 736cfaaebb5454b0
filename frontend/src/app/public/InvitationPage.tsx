import { useState } from 'react';
import { useLocation } from 'wouter';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { EmptyState } from '@/ui/states';
import { InvitationForm } from '@/features/identity/InvitationForm';
import { Door } from './Door';

/** The token is in the link: after a #, so that it reaches no log; in the query or the path for older links. */
function tokenOf(place: Location): string | null {
  const fragment = new URLSearchParams(place.hash.slice(1));
  const inPath = /^\/invitations?\/([^/]+)$/.exec(place.pathname)?.[1];
  return fragment.get('token') ?? new URLSearchParams(place.search).get('token') ?? (place.hash.slice(1) || inPath) ?? null;
}

export default function InvitationPage() {
  const [token] = useState(() => tokenOf(location));
  const [, navigate] = useLocation();
  return (
    <Door title={t('invitation.title')}>
      {token ? (
        <InvitationForm token={token} onDone={() => navigate('/', { replace: true })} />
      ) : (
        <EmptyState icon="alert" title={t('invitation.broken')} text={t('invitation.broken_text')}>
          <ButtonLink to="/login" look="second">
            {t('login.action')}
          </ButtonLink>
        </EmptyState>
      )}
    </Door>
  );
}
