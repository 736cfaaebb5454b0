import { useMemo, useState, type ReactNode } from 'react';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { IconButton } from '@/ui/Button';

type Named = { id: string; name: string };

/** What was chosen so far, each with its way out. */
export function PickedList({ ids, nameOf, onDrop }: { ids: string[]; nameOf: (id: string) => string; onDrop: (id: string) => void }) {
  if (!ids.length) return null;
  return (
    <ul className="picked">
      {ids.map((id) => {
        const name = nameOf(id);
        return (
          <li key={id}>
            <span className="grow">{name}</span>
            <IconButton icon="close" label={t('orders.drop', { name })} onClick={() => onDrop(id)} />
          </li>
        );
      })}
    </ul>
  );
}

type Props = { label: string; rows: readonly Named[]; loading: boolean; ids: string[]; error?: string; optional?: boolean; detail?: (row: Named) => ReactNode; onChange: (ids: string[]) => void };

/** Several of what this device knows, found by name. */
export function PickSeveral({ label, rows, loading, ids, error, optional, detail, onChange }: Props) {
  const [search, setSearch] = useState('');
  const rest = useMemo(() => rows.filter(({ id }) => !ids.includes(id)).sort((a, b) => a.name.localeCompare(b.name)), [rows, ids]);
  const found = find(rest, search, ({ name }) => [name]).slice(0, 30);
  return (
    <div className="stack tight">
      <Combobox
        label={label}
        chosen=""
        loading={loading}
        error={error}
        optional={optional}
        onType={setSearch}
        onChoose={({ id }) => onChange([...ids, id])}
        options={found.map((row) => ({ key: row.id, label: row.name, detail: detail?.(row), value: row }))}
      />
      <PickedList ids={ids} nameOf={(id) => rows.find((row) => row.id === id)?.name ?? '—'} onDrop={(gone) => onChange(ids.filter((id) => id !== gone))} />
    </div>
  );
}
