import { lazy } from 'react';

/** Every screen behind the login; each is a chunk of its own. */
export const managerRoutes = [
  { path: '/', component: lazy(() => import('./OverviewPage')) },
  { path: '/products', component: lazy(() => import('./ProductsPage')) },
  { path: '/products/new', component: lazy(() => import('./ProductFormPage')) },
  { path: '/products/:id', component: lazy(() => import('./ProductPage')) },
  { path: '/products/:id/edit', component: lazy(() => import('./ProductFormPage')) },
  { path: '/sales', component: lazy(() => import('./SalesPage')) },
  { path: '/sales/new', component: lazy(() => import('./NewSalePage')) },
  { path: '/sales/:id', component: lazy(() => import('./SalePage')) },
  { path: '/imports', component: lazy(() => import('./ImportsPage')) },
  { path: '/imports/new', component: lazy(() => import('./NewImportPage')) },
  { path: '/imports/:id', component: lazy(() => import('./ImportPage')) },
  { path: '/customers', component: lazy(() => import('./CustomersPage')) },
  { path: '/customers/:id', component: lazy(() => import('./CustomerPage')) },
  { path: '/credit', component: lazy(() => import('./CreditPage')) },
  { path: '/closing', component: lazy(() => import('./ClosingPage')) },
  { path: '/suppliers', component: lazy(() => import('./SuppliersPage')) },
  { path: '/categories', component: lazy(() => import('./CategoriesPage')) },
  { path: '/team', component: lazy(() => import('./TeamPage')) },
  { path: '/settings', component: lazy(() => import('./SettingsPage')) },
  { path: '/envois', component: lazy(() => import('./QueuePage')) },
  { path: '/more', component: lazy(() => import('./MorePage')) },
];
