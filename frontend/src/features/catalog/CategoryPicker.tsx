import { useMemo, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Combobox } from '@/ui/Combobox';
import { toast } from '@/ui/Toast';
import { createCategory } from './offline';

type Props = { value: string; onChange: (id: string) => void };

/** The category of a product: one that there is, or one made of the name just typed. */
export function CategoryPicker({ value, onChange }: Props) {
  const { rows, byId, loading } = useMirror<{ id: string; name: string }>('category');
  const [search, setSearch] = useState('');
  const sorted = useMemo(() => [...rows].sort((a, b) => a.name.localeCompare(b.name)), [rows]);
  const found = find(sorted, search, ({ name }) => [name]);
  const same = found.some(({ name }) => name.localeCompare(search, undefined, { sensitivity: 'base' }) === 0);
  const create = (name: string) => void createCategory(name).then(onChange, (error: unknown) => toast(explain(error).title, { bad: true }));
  return (
    <Combobox
      label={t('product.category')}
      optional
      chosen={byId.get(value)?.name ?? ''}
      placeholder={t('product.no_category')}
      loading={loading}
      onType={setSearch}
      onChoose={(category) => onChange(category.id)}
      onClear={() => onChange('')}
      create={same ? undefined : { label: (name) => t('product.new_category', { name }), run: create }}
      options={found.map((category) => ({ key: category.id, label: category.name, value: category }))}
    />
  );
}
