import type { Zone } from '@/kernel/api/services';
import { byCity } from './reads';

/** Districts to choose from, under their city where there are several. */
export function ZoneOptions({ zones, chosen }: { zones: readonly Zone[]; chosen?: string | null }) {
  const cities = byCity(zones.filter(({ id, is_active }) => is_active || id === chosen));
  const options = (those: Zone[]) =>
    those.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ));
  if (cities.length < 2) return options(cities[0]?.[1] ?? []);
  return cities.map(([city, those]) => (
    <optgroup key={city} label={city}>
      {options(those)}
    </optgroup>
  ));
}
