import { lazy, type ComponentType } from 'react';
import { loadPart } from '@/kernel/i18n';

/** A screen that comes with the words of the stockroom. */
const stockroom = (load: () => Promise<{ default: ComponentType }>) => lazy(async () => (await Promise.all([load(), loadPart('stockroom')]))[0]);

/** Every screen behind the login; each is a chunk of its own. */
export const managerRoutes = [
  { path: '/', component: lazy(() => import('./OverviewPage')) },
  { path: '/products', component: lazy(() => import('./ProductsPage')) },
  { path: '/products/new', component: stockroom(() => import('./ProductFormPage')) },
  { path: '/products/:id', component: stockroom(() => import('./ProductPage')) },
  { path: '/products/:id/edit', component: stockroom(() => import('./ProductFormPage')) },
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
  { path: '/suppliers', component: stockroom(() => import('./SuppliersPage')) },
  { path: '/suppliers/:id', component: stockroom(() => import('./SupplierPage')) },
  { path: '/orders', component: stockroom(() => import('./OrdersPage')) },
  { path: '/orders/new', component: stockroom(() => import('./NewOrderPage')) },
  { path: '/orders/:id', component: stockroom(() => import('./OrderPage')) },
  { path: '/receive', component: stockroom(() => import('./ReceivePage')) },
  { path: '/categories', component: lazy(() => import('./CategoriesPage')) },
  { path: '/counts', component: stockroom(() => import('./CountsPage')) },
  { path: '/counts/sheet', component: stockroom(() => import('./CountSheetPage')) },
  { path: '/counts/:id', component: stockroom(() => import('./CountPage')) },
  { path: '/team', component: lazy(() => import('./TeamPage')) },
  { path: '/settings', component: lazy(() => import('./SettingsPage')) },
  { path: '/envois', component: lazy(() => import('./QueuePage')) },
  { path: '/more', component: lazy(() => import('./MorePage')) },
];
