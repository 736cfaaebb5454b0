import { useHalf, useMay, type Half, type Permission } from '@/kernel/auth/permissions';
import type { MessageKey } from '@/kernel/i18n';
import type { IconName } from '@/ui/icons';

/** `half`: only for companies that do this. */
export type Place = { to: string; label: MessageKey; icon: IconName; needs?: Permission; half?: Half };

export const places = {
  home: { to: '/', label: 'nav.home', icon: 'home', needs: 'dashboards:read' },
  products: { to: '/products', label: 'nav.products', icon: 'box', needs: 'stock:read', half: 'stock' },
  stock: { to: '/stock', label: 'nav.stock', icon: 'shelves', needs: 'stock:read', half: 'stock' },
  analysis: { to: '/analysis', label: 'nav.analysis', icon: 'chart', needs: 'dashboards:read', half: 'stock' },
  kpis: { to: '/kpis', label: 'nav.kpis', icon: 'gauge', needs: 'dashboards:read', half: 'stock' },
  reports: { to: '/reports', label: 'nav.reports', icon: 'file', needs: 'reports:read' },
  alerts: { to: '/alerts', label: 'nav.alerts', icon: 'alert', needs: 'alerts:read', half: 'stock' },
  sell: { to: '/sales/new', label: 'nav.sell', icon: 'cart', needs: 'sales:write', half: 'stock' },
  sales: { to: '/sales', label: 'nav.sales', icon: 'receipt', needs: 'sales:read', half: 'stock' },
  counts: { to: '/counts', label: 'nav.counts', icon: 'check', needs: 'stock:read', half: 'stock' },
  orders: { to: '/orders', label: 'nav.orders', icon: 'truck', needs: 'purchases:read', half: 'stock' },
  receive: { to: '/receive', label: 'nav.receive', icon: 'download', needs: 'stock:receive', half: 'stock' },
  predictions: { to: '/predictions', label: 'nav.predictions', icon: 'forecast', needs: 'stock:read', half: 'stock' },
  calendar: { to: '/calendar', label: 'nav.calendar', icon: 'calendar', needs: 'stock:read', half: 'stock' },
  imports: { to: '/imports', label: 'nav.import', icon: 'upload', needs: 'imports:write', half: 'stock' },
  customers: { to: '/customers', label: 'nav.customers', icon: 'users', needs: 'customers:read' },
  credit: { to: '/credit', label: 'nav.credit', icon: 'book', needs: 'customers:read', half: 'stock' },
  closing: { to: '/closing', label: 'nav.closing', icon: 'cash', needs: 'sales:write', half: 'stock' },
  suppliers: { to: '/suppliers', label: 'nav.suppliers', icon: 'building', needs: 'catalog:read', half: 'stock' },
  categories: { to: '/categories', label: 'nav.categories', icon: 'tag', needs: 'catalog:read', half: 'stock' },
  inbox: { to: '/inbox', label: 'nav.inbox', icon: 'bell' },
  messages: { to: '/messages', label: 'nav.messages', icon: 'chat', needs: 'messages:read' },
  team: { to: '/team', label: 'nav.team', icon: 'user', needs: 'users:read' },
  requests: { to: '/requests', label: 'nav.requests', icon: 'receipt', needs: 'requests:read', half: 'services' },
  map: { to: '/map', label: 'nav.map', icon: 'pin', needs: 'requests:read', half: 'services' },
  providers: { to: '/providers', label: 'nav.providers', icon: 'users', needs: 'providers:read', half: 'services' },
  services: { to: '/services', label: 'nav.services', icon: 'wrench', needs: 'providers:read', half: 'services' },
  dispatch: { to: '/dispatch', label: 'nav.dispatch', icon: 'share', needs: 'requests:read', half: 'services' },
  escalations: { to: '/escalations', label: 'nav.escalations', icon: 'clock', needs: 'requests:read', half: 'services' },
  tracking: { to: '/tracking', label: 'nav.tracking', icon: 'bell', needs: 'requests:read', half: 'services' },
  performance: { to: '/performance', label: 'nav.performance', icon: 'gauge', needs: 'requests:read', half: 'services' },
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

/** Whether somebody of this company may go there. */
export function useOpenTo(): (place: Place) => boolean {
  const may = useMay();
  const half = useHalf();
  return ({ needs, half: does }) => (!needs || may(needs)) && (!does || half(does));
}
