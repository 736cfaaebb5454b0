import { lazy, Suspense, useEffect, type ComponentType } from 'react';
import { Route, Switch } from 'wouter';
import { loadServices } from '@/kernel/i18n';
import { SkeletonList } from '@/ui/states';
import NotFoundPage from '../NotFoundPage';

type Page = { default: ComponentType };

const page = (load: () => Promise<Page>) => lazy(async () => (await Promise.all([load(), loadServices()]))[0]);

const board = () => import('./RequestsPage');
const newRequest = () => import('./NewRequestPage');

const routes = [
  { path: '/requests', component: page(board) },
  { path: '/requests/new', component: page(newRequest) },
  { path: '/requests/:id', component: page(() => import('./RequestPage')) },
  { path: '/map', component: page(() => import('./MapPage')) },
  { path: '/providers', component: page(() => import('./ProvidersPage')) },
  { path: '/providers/:id', component: page(() => import('./ProviderPage')) },
  { path: '/services', component: page(() => import('./ServicesPage')) },
  { path: '/dispatch', component: page(() => import('./DispatchPage')) },
  { path: '/escalations', component: page(() => import('./EscalationsPage')) },
  { path: '/escalations/new', component: page(() => import('./EscalationRulePage')) },
  { path: '/escalations/:id', component: page(() => import('./EscalationRulePage')) },
  { path: '/performance', component: page(() => import('./PerformancePage')) },
  { path: '/tracking', component: page(() => import('./TrackingPage')) },
];

/** The screens of a company that sends people out. */
export default function Screens() {
  // Whoever has opened one of them can take a call when the network goes: what is loaded is kept.
  useEffect(() => void Promise.all([board(), newRequest()]).catch(() => undefined), []);
  return (
    <Suspense fallback={<SkeletonList />}>
      <Switch>
        {routes.map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  );
}
