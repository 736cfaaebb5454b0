import type { Mission, Urgency } from '@/kernel/api/missions';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { SelectField, TextField } from '@/ui/Field';
import { URGENCIES } from '@/entities/mission/words';
import type { MissionFilters } from '@/entities/mission/reads';
import { useNames } from '@/entities/provider/names';

const NAMES = ['urgency', 'service_id', 'zone_id', 'from', 'to'] as const;

/** The filters that an address holds. */
export function filtersOf(params: URLSearchParams): MissionFilters {
  const urgency = URGENCIES.find((one) => one === params.get('urgency'));
  const text = (name: string) => params.get(name) || undefined;
  return { urgency, service_id: text('service_id'), zone_id: text('zone_id'), from: text('from'), to: text('to') };
}

export const hasFilters = (filters: MissionFilters): boolean => NAMES.some((name) => filters[name]);

type Props = { filters: MissionFilters; onChange: (changes: Record<string, string | null>) => void; seen: readonly Mission[] };

/** What of a tab is shown; `seen`: for names that this phone has not been given otherwise. */
export function Filters({ filters, onChange, seen }: Props) {
  const known = useNames();
  const services = new Map([...seen.map(({ service_id, service_name }) => [service_id, service_name] as const), ...known.services]);
  const zones = new Map([...seen.flatMap(({ zone_id, zone_name }) => (zone_id && zone_name ? [[zone_id, zone_name] as const] : [])), ...known.zones]);
  const put = (name: (typeof NAMES)[number]) => (event: { target: { value: string } }) => onChange({ [name]: event.target.value || null });
  return (
    <Card>
      <div className="filters">
        <SelectField label={t('p.filter.urgency')} value={filters.urgency ?? ''} onChange={put('urgency')}>
          <option value="">{t('p.filter.any_urgency')}</option>
          {URGENCIES.map((value: Urgency) => (
            <option key={value} value={value}>
              {t(`p.urgency.${value}`)}
            </option>
          ))}
        </SelectField>
        <Named label={t('p.filter.service')} any={t('p.filter.any_service')} value={filters.service_id} names={services} onChange={put('service_id')} />
        <Named label={t('p.filter.zone')} any={t('p.filter.any_zone')} value={filters.zone_id} names={zones} onChange={put('zone_id')} />
        <TextField label={t('p.filter.from')} optional type="date" value={filters.from ?? ''} max={filters.to} onChange={put('from')} />
        <TextField label={t('p.filter.to')} optional type="date" value={filters.to ?? ''} min={filters.from} onChange={put('to')} />
      </div>
    </Card>
  );
}

type NamedProps = { label: string; any: string; value?: string; names: ReadonlyMap<string, string>; onChange: (event: { target: { value: string } }) => void };

function Named({ label, any, value, names, onChange }: NamedProps) {
  return (
    <SelectField label={label} value={value ?? ''} onChange={onChange}>
      <option value="">{any}</option>
      {[...names].sort(([, a], [, b]) => a.localeCompare(b)).map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
