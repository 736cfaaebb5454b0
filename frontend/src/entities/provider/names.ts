import { useMirror } from '@/kernel/offline';

type Named = { id: string; name: string; is_active: boolean };

/** What services and zones are called, as far as this phone knows them. */
export function useNames(): { services: ReadonlyMap<string, string>; zones: ReadonlyMap<string, string> } {
  const services = useMirror<Named>('service').rows;
  const zones = useMirror<Named>('zone').rows;
  const named = (rows: readonly Named[]) => new Map(rows.map(({ id, name }) => [id, name]));
  return { services: named(services), zones: named(zones) };
}
