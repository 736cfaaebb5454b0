import type { Tenant } from '../api/types';
import { useProfile, useSession } from './session';

/** The scopes of the API that screens ask about. The server decides; hiding a button is only a courtesy. */
export type Permission =
  | 'company:write'
  | 'users:read'
  | 'users:write'
  | 'audit:read'
  | 'catalog:read'
  | 'catalog:write'
  | 'costs:read'
  | 'customers:read'
  | 'customers:write'
  | 'stock:read'
  | 'stock:write'
  | 'stock:receive'
  | 'purchases:read'
  | 'purchases:write'
  | 'sales:read'
  | 'sales:write'
  | 'sales:cancel'
  | 'imports:write'
  | 'alerts:read'
  | 'alerts:write'
  | 'messages:read'
  | 'reports:read'
  | 'reports:write'
  | 'dashboards:read'
  | 'providers:read'
  | 'providers:write'
  | 'requests:read'
  | 'requests:write'
  | 'tracking:write'
  | 'missions';

export function useMay(): (permission: Permission) => boolean {
  const now = useSession();
  return (permission) => now.state === 'in' && now.permissions.includes(permission);
}

/** What a company does: it sells goods of a stock, sends people out, or both. */
export type Half = Tenant['halves'][number];

export function useHalf(): (half: Half) => boolean {
  const { halves } = useProfile().tenant;
  return (half) => halves.includes(half);
}
