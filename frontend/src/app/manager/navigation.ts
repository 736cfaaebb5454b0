import type { Permission } from '@/kernel/auth/permissions';
import type { MessageKey } from '@/kernel/i18n';
import type { IconName } from '@/ui/icons';

export type Place = { to: string; label: MessageKey; icon: IconName; needs?: Permission };

export const places = {
  home: { to: '/', label: 'nav.home', icon: 'home', needs: 'dashboards:read' },
  products: { to: '/products', label: 'nav.products', icon: 'box', needs: 'stock:read' },
  stock: { to: '/stock', label: 'nav.stock', icon: 'shelves', needs: 'stock:read' },
  analysis: { to: '/analysis', label: 'nav.analysis', icon: 'chart', needs: 'dashboards:read' },
  kpis: { to: '/kpis', label: 'nav.kpis', icon: 'gauge', needs: 'dashboards:read' },
  reports: { to: '/reports', label: 'nav.reports', icon: 'file', needs: 'reports:read' },
  alerts: { to: '/alerts', label: 'nav.alerts', icon: 'alert', needs: 'alerts:read' },
  sell: { to: '/sales/new', label: 'nav.sell', icon: 'cart', needs: 'sales:write' },
  sales: { to: '/sales', label: 'nav.sales', icon: 'receipt', needs: 'sales:read' },
  counts: { to: '/counts', label: 'nav.counts', icon: 'check', needs: 'stock:read' },
  orders: { to: '/orders', label: 'nav.orders', icon: 'truck', needs: 'purchases:read' },
  receive: { to: '/receive', label: 'nav.receive', icon: 'download', needs: 'stock:receive' },
  predictions: { to: '/predictions', label: 'nav.predictions', icon: 'forecast', needs: 'stock:read' },
  calendar: { to: '/calendar', label: 'nav.calendar', icon: 'calendar', needs: 'stock:read' },
  imports: { to: '/imports', label: 'nav.import', icon: 'upload', needs: 'imports:write' },
  customers: { to: '/customers', label: 'nav.customers', icon: 'users', needs: 'customers:read' },
  credit: { to: '/credit', label: 'nav.credit', icon: 'book', needs: 'customers:read' },
  closing: { to: '/closing', label: 'nav.closing', icon: 'cash', needs: 'sales:write' },
  suppliers: { to: '/suppliers', label: 'nav.suppliers', icon: 'building', needs: 'catalog:read' },
  categories: { to: '/categories', label: 'nav.categories', icon: 'tag', needs: 'catalog:read' },
  inbox: { to: '/inbox', label: 'nav.inbox', icon: 'bell' },
  messages: { to: '/messages', label: 'nav.messages', icon: 'chat', needs: 'messages:read' },
  team: { to: '/team', label: 'nav.team', icon: 'user', needs: 'users:read' },
  queue: { to: '/envois', label: 'queue.title', icon: 'upload' },
  settings: { to: '/settings', label: 'nav.settings', icon: 'settings' },
  more: { to: '/more', label: 'nav.more', icon: 'more' },
} as const satisfies Record<string, Place>;

/** Whether `path` lies under the place; "sell" is under "sales" by its address but is a place of its own. */
export function isAt(place: Place, path: string): boolean {
  if (place.to === '/') return path === '/';
  if (place.to === '/sales' && path === '/sales/new') return false;
  return path === place.to || path.startsWith(`${place.to}/`);
}
