import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, keptPages, type Page } from '@/kernel/api/read';
import type { AuditEntry, Device, FactorState, Invitation, User } from '@/kernel/api/types';

export const devicesQuery = () =>
  queryOptions({ queryKey: ['devices'], queryFn: kept<Page<Device>>((options) => api.GET('/api/v1/devices', options)) });

export const factorQuery = () =>
  queryOptions({ queryKey: ['second-factor'], queryFn: kept<FactorState>((options) => api.GET('/api/v1/me/second-factor', options)) });

export const usersQuery = () =>
  queryOptions({
    queryKey: ['users'],
    queryFn: kept<Page<User>>((options) => api.GET('/api/v1/users', { params: { query: { limit: 200 } }, ...options })),
  });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: ['invitations'],
    queryFn: kept<Page<Invitation>>((options) => api.GET('/api/v1/invitations', { params: { query: { limit: 100 } }, ...options })),
  });

export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ['audit'],
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    queryFn: keptPages<AuditEntry>(({ cursor, ...options }) => api.GET('/api/v1/audit', { params: { query: { cursor, limit: 30 } }, ...options })),
  });
