import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { fewProvidersQuery } from './reads';
import { whyNotText } from './words';

type Chosen = { id: string; name: string };
type Props = { label: string; chosen: Chosen | null; onChange: (provider: Chosen | null) => void; service?: string; optional?: boolean; error?: string; hint?: string };

/** Finds somebody who is sent out; whoever can be asked now stands first. */
export function ProviderPicker({ label, chosen, onChange, service, optional, error, hint }: Props) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const query = useQuery({ ...fewProvidersQuery({ search, service }), placeholderData: keepPreviousData });
  const found = [...(query.data?.items ?? [])].filter(({ is_active }) => is_active).sort((a, b) => Number(a.why_not !== null) - Number(b.why_not !== null) || a.load - b.load);
  return (
    <Combobox
      label={label}
      chosen={chosen?.name ?? ''}
      optional={optional}
      error={error}
      hint={hint}
      loading={query.isFetching}
      onType={setText}
      onChoose={onChange}
      onClear={() => onChange(null)}
      options={found.slice(0, 20).map((provider) => ({
        key: provider.id,
        label: provider.name,
        value: { id: provider.id, name: provider.name },
        detail: <span className="soft">{provider.why_not === null ? t('providers.load', { load: provider.load, capacity: provider.capacity }) : whyNotText(provider)}</span>,
      }))}
    />
  );
}
