import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { queryClient } from '@/kernel/api/query-client';
import { useLocked } from '@/kernel/auth/lock';
import { useSession } from '@/kernel/auth/session';
import { useProofMissing } from '@/kernel/auth/wanted';
import { loadField, useLanguage } from '@/kernel/i18n';
import { SkeletonList } from '@/ui/states';
import { Toasts } from '@/ui/Toast';
import { Boundary } from './Boundary';
import { Shell } from './manager/Shell';
import { managerRoutes } from './manager/routes';

const LoginPage = lazy(() => import('./public/LoginPage'));
const SignupPage = lazy(() => import('./public/SignupPage'));
const RecoveryPage = lazy(() => import('./public/RecoveryPage'));
const InvitationPage = lazy(() => import('./public/InvitationPage'));
/** Whoever is sent out has a shell of their own, whose messages come with it. */
const ProviderApp = lazy(async () => (await Promise.all([import('./provider/ProviderApp'), loadField()]))[0]);
const LockPage = lazy(() => import('./manager/LockPage'));
const NotFoundPage = lazy(() => import('./manager/NotFoundPage'));

export function App() {
  const language = useLanguage();
  return (
    // A new language draws every screen anew.
    <QueryClientProvider client={queryClient} key={language}>
      <Boundary>
        <Routes />
      </Boundary>
      <Toasts />
    </QueryClientProvider>
  );
}

function Routes() {
  const session = useSession();
  const [path] = useLocation();
  const state = session.state;
  const locked = [useLocked(), useProofMissing()].some(Boolean);
  useEffect(() => {
    if (state === 'out') queryClient.clear();
  }, [state]);
  if (path.startsWith('/invitation')) {
    return (
      <Suspense fallback={null}>
        <InvitationPage />
      </Suspense>
    );
  }
  if (state === 'starting') return null;
  if (state === 'out') {
    return (
      <Suspense fallback={null}>
        <Switch>
          <Route path="/signup" component={SignupPage} />
          <Route path="/recover" component={RecoveryPage} />
          <Route component={LoginPage} />
        </Switch>
      </Suspense>
    );
  }
  if (locked) {
    return (
      <Suspense fallback={null}>
        <LockPage />
      </Suspense>
    );
  }
  if (['/login', '/signup', '/recover'].includes(path)) return <Redirect to={returnPath()} replace />;
  if (session.user.role === 'provider') {
    return (
      <Suspense fallback={null}>
        <ProviderApp key={session.user.id} />
      </Suspense>
    );
  }
  if (/^\/p(\/|$)/.test(path)) return <Redirect to="/" replace />;
  return (
    // Another person sees nothing of what was drawn for the one before.
    <Shell key={session.user.id}>
      <Suspense fallback={<SkeletonList />}>
        <Switch>
          {managerRoutes.map(({ path, component }) => (
            <Route key={String(path)} path={path} component={component} />
          ))}
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </Shell>
  );
}

/** Where the person was going before the login; only ever a path of this site. */
function returnPath(): string {
  const wanted = new URLSearchParams(location.search).get('to');
  return wanted && /^\/(?![/\\])/.test(wanted) ? wanted : '/';
}
