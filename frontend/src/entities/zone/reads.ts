import { queryOptions, useQuery } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept, type Page } from '@/kernel/api/read';
import type { Zone } from '@/kernel/api/services';
import { useMirror } from '@/kernel/offline';

/** The districts that the company serves; read whole. */
export const zonesQuery = () =>
  queryOptions({
    queryKey: ['zones'],
    staleTime: 300_000,
    queryFn: kept<Page<Zone>>((options) => plain('GET', '/api/v1/zones', { query: { limit: 200 }, ...options })),
  });

/** The same, or what this phone keeps of them while the server has not answered. */
export function useZones(): readonly Zone[] {
  const { rows } = useMirror<Zone>('zone');
  return useQuery(zonesQuery()).data?.items ?? rows;
}

/** The districts of each city, both by name. */
export function byCity(zones: readonly Zone[]): [string, Zone[]][] {
  const cities = new Map<string, Zone[]>();
  for (const zone of [...zones].sort((a, b) => a.name.localeCompare(b.name))) cities.set(zone.city, [...(cities.get(zone.city) ?? []), zone]);
  return [...cities].sort(([a], [b]) => a.localeCompare(b));
}
