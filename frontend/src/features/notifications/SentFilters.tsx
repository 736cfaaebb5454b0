import { useState } from 'react';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { SearchField, SelectField, TextField } from '@/ui/Field';
import { Chips } from '@/ui/Tabs';
import type { SentFilters as Filters } from './reads';
import type { Channel, Kind, SendState } from './types';

const STATES: SendState[] = ['waiting', 'held', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'dead', 'cancelled', 'expired', 'kept'];
const KINDS: Kind[] = ['alert', 'digest', 'report', 'account', 'reply', 'offer', 'request', 'test'];
const CHANNELS: Channel[] = ['whatsapp', 'sms', 'email', 'push'];

type Change = { [K in keyof Filters]?: string | null };
type Props = { filters: Filters; people: { id: string; full_name: string }[]; onChange: (change: Change) => void };

/** By channel at once; the rest unfolds. */
export function SentFilters({ filters, people, onChange }: Props) {
  const more = [filters.state, filters.kind, filters.user_id, filters.from, filters.to].filter(Boolean).length;
  const [open, setOpen] = useState(more > 0);
  const today = tenantDay();
  return (
    <div className="stack">
      <div className="row wrap">
        <SearchField label={t('sent.search')} value={filters.search ?? ''} onSearch={(search) => onChange({ search })} />
        <Button look={more ? undefined : 'second'} icon="filter" compact aria-expanded={open} onClick={() => setOpen(!open)}>
          {more ? t('sent.filters_on', { count: more }) : t('sent.filters')}
        </Button>
      </div>
      <Chips<Channel>
        label={t('sent.channel')}
        value={filters.channel ?? null}
        onChange={(channel) => onChange({ channel })}
        options={[{ value: null, label: t('sent.all_channels') }, ...CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))]}
      />
      {open && (
        <div className="filters">
          <SelectField label={t('sent.state')} value={filters.state ?? ''} onChange={(event) => onChange({ state: event.target.value })}>
            <option value="">{t('sent.any')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`sent.state.${state}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('sent.kind')} value={filters.kind ?? ''} onChange={(event) => onChange({ kind: event.target.value })}>
            <option value="">{t('sent.any')}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.one.${kind}`)}
              </option>
            ))}
          </SelectField>
          {people.length > 1 && (
            <SelectField label={t('sent.person')} value={filters.user_id ?? ''} onChange={(event) => onChange({ user_id: event.target.value })}>
              <option value="">{t('sent.anybody')}</option>
              {people.map(({ id, full_name }) => (
                <option key={id} value={id}>
                  {full_name}
                </option>
              ))}
            </SelectField>
          )}
          <TextField type="date" required={false} label={t('sent.from')} max={today} value={filters.from ?? ''} onChange={(event) => onChange({ from: event.target.value })} />
          <TextField type="date" required={false} label={t('sent.until')} max={today} value={filters.to ?? ''} onChange={(event) => onChange({ to: event.target.value })} />
        </div>
      )}
    </div>
  );
}
