import { lazy, type ComponentType } from 'react';
import { loadEverything } from '@/kernel/i18n';

type Page = { default: ComponentType };

/** A screen beside the counter: its messages come with it. */
const beside = (load: () => Promise<Page>) => lazy(async () => (await Promise.all([load(), loadEverything()]))[0]);

/** Every screen behind the login; each is a chunk of its own. */
export const managerRoutes = [
  { path: '/', component: lazy(() => import('./OverviewPage')) },
  { path: '/products', component: lazy(() => import('./ProductsPage')) },
  { path: '/products/new', component: beside(() => import('./ProductFormPage')) },
  { path: '/products/:id', component: beside(() => import('./ProductPage')) },
  { path: '/products/:id/analysis', component: beside(() => import('./ProductAnalysisPage')) },
  { path: '/products/:id/edit', component: beside(() => import('./ProductFormPage')) },
  { path: '/stock', component: beside(() => import('./StockPage')) },
  { path: '/analysis', component: beside(() => import('./AnalysisPage')) },
  { path: '/kpis', component: beside(() => import('./KpisPage')) },
  { path: '/reports', component: beside(() => import('./ReportsPage')) },
  { path: '/reports/:id', component: beside(() => import('./ReportPage')) },
  { path: '/sales', component: lazy(() => import('./SalesPage')) },
  { path: '/sales/new', component: lazy(() => import('./NewSalePage')) },
  { path: '/sales/:id', component: lazy(() => import('./SalePage')) },
  { path: '/imports', component: beside(() => import('./ImportsPage')) },
  { path: '/imports/new', component: beside(() => import('./NewImportPage')) },
  { path: '/imports/:id', component: beside(() => import('./ImportPage')) },
  { path: '/customers', component: lazy(() => import('./CustomersPage')) },
  { path: '/customers/:id', component: lazy(() => import('./CustomerPage')) },
  { path: '/credit', component: lazy(() => import('./CreditPage')) },
  { path: '/closing', component: lazy(() => import('./ClosingPage')) },
  { path: '/suppliers', component: beside(() => import('./SuppliersPage')) },
  { path: '/suppliers/:id', component: beside(() => import('./SupplierPage')) },
  { path: '/orders', component: beside(() => import('./OrdersPage')) },
  { path: '/orders/new', component: beside(() => import('./NewOrderPage')) },
  { path: '/orders/:id', component: beside(() => import('./OrderPage')) },
  { path: '/receive', component: beside(() => import('./ReceivePage')) },
  { path: '/categories', component: lazy(() => import('./CategoriesPage')) },
  { path: '/counts', component: beside(() => import('./CountsPage')) },
  { path: '/counts/sheet', component: beside(() => import('./CountSheetPage')) },
  { path: '/counts/:id', component: beside(() => import('./CountPage')) },
  { path: '/alerts', component: beside(() => import('./AlertsPage')) },
  { path: '/alerts/history', component: beside(() => import('./AlertHistoryPage')) },
  { path: '/alerts/rules', component: beside(() => import('./AlertRulesPage')) },
  { path: '/alerts/rules/new', component: beside(() => import('./NewAlertRulePage')) },
  { path: '/alerts/rules/:id', component: beside(() => import('./AlertRulePage')) },
  { path: '/alerts/:id', component: beside(() => import('./AlertPage')) },
  { path: '/predictions', component: beside(() => import('./PredictionsPage')) },
  { path: '/predictions/basket', component: beside(() => import('./BasketPage')) },
  { path: '/calendar', component: beside(() => import('./CalendarPage')) },
  { path: '/team', component: lazy(() => import('./TeamPage')) },
  { path: '/settings', component: beside(() => import('./SettingsPage')) },
  { path: '/settings/notifications', component: beside(() => import('./NotificationsPage')) },
  { path: '/inbox', component: beside(() => import('./InboxPage')) },
  { path: '/messages', component: beside(() => import('./MessagesPage')) },
  { path: '/messages/:id', component: beside(() => import('./MessagePage')) },
  { path: '/envois', component: lazy(() => import('./QueuePage')) },
  { path: '/more', component: lazy(() => import('./MorePage')) },
  // One chunk knows the screens of companies that send people out: shops do not pay for the list of them.
  { path: /^\/(requests|map|providers|services|dispatch|escalations|tracking|performance)(\/|$)/, component: lazy(() => import('./services/Screens')) },
];
