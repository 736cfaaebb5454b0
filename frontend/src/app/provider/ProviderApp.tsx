import { lazy, Suspense, type ComponentType } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { loadEverything, loadMission, loadProfile } from '@/kernel/i18n';
import { SkeletonList } from '@/ui/states';
import { ProviderShell } from './ProviderShell';

/** A screen with the words that it brings. */
const worded = (load: () => Promise<{ default: ComponentType }>, ...words: (() => Promise<void>)[]) => lazy(async () => (await Promise.all([load(), ...words.map((bring) => bring())]))[0]);

const routes = [
  { path: '/p', component: lazy(() => import('./ProviderHomePage')) },
  { path: '/p/requests', component: lazy(() => import('./ProviderRequestsPage')) },
  { path: '/p/offers/:id', component: worded(() => import('./ProviderOfferPage'), loadMission) },
  { path: '/p/missions/:id', component: worded(() => import('./MissionPage'), loadMission) },
  { path: '/p/finances', component: lazy(() => import('./ProviderFinancesPage')) },
  { path: '/p/profile', component: worded(() => import('./ProviderProfilePage'), loadProfile) },
  { path: '/p/profile/hours', component: worded(() => import('./ProviderHoursPage'), loadProfile) },
  { path: '/p/profile/settings', component: worded(() => import('./ProviderSettingsPage'), loadProfile, loadEverything) },
  { path: '/settings/notifications', component: worded(() => import('../manager/NotificationsPage'), loadEverything) },
  { path: '/inbox', component: worded(() => import('../manager/InboxPage'), loadEverything) },
  { path: '/envois', component: lazy(() => import('../manager/QueuePage')) },
];

/** Everything behind the login for somebody who is sent out; any other address leads home. */
export default function ProviderApp() {
  return (
    <ProviderShell>
      <Suspense fallback={<SkeletonList />}>
        <Switch>
          {routes.map(({ path, component }) => (
            <Route key={path} path={path} component={component} />
          ))}
          <Route path="/settings">
            <Redirect to="/p/profile/settings" replace />
          </Route>
          <Route>
            <Redirect to="/p" replace />
          </Route>
        </Switch>
      </Suspense>
    </ProviderShell>
  );
}
