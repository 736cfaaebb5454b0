import type { MessageKey } from '@/kernel/i18n';
import type { IconName } from '@/ui/icons';

type Place = { to: string; label: MessageKey; icon: IconName };

export const places: readonly Place[] = [
  { to: '/p', label: 'p.nav.home', icon: 'home' },
  { to: '/p/requests', label: 'p.nav.requests', icon: 'wrench' },
  { to: '/p/finances', label: 'p.nav.finances', icon: 'cash' },
  { to: '/p/profile', label: 'p.nav.profile', icon: 'user' },
];

/** Offers and missions are opened from the requests, and lie under them. */
export function isAt({ to }: Place, path: string): boolean {
  if (to === '/p') return path === '/p';
  if (to === '/p/requests' && /^\/p\/(offers|missions)\//.test(path)) return true;
  return path === to || path.startsWith(`${to}/`);
}
