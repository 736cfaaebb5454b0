import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Combobox } from '@/ui/Combobox';
import { toast } from '@/ui/Toast';
import { createCustomer, type CustomerRow } from './offline';
import { customerSearchQuery } from './queries';

type Chosen = { id: string; name: string };
type Props = { chosen: Chosen | null; onChange: (customer: Chosen | null) => void; mayCreate: boolean; required?: boolean; error?: string };

const SHOWN = 20;

/** Finds a customer, or makes one of the name just typed; without network as with. */
export function CustomerPicker({ chosen, onChange, mayCreate, required, error }: Props) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const { rows, complete, loading } = useMirror<CustomerRow>('customer');
  const sorted = useMemo(() => rows.filter(({ is_active }) => is_active).sort((a, b) => a.name.localeCompare(b.name)), [rows]);
  const here = find(sorted, search, ({ name, phone }) => [name, phone?.replace(/\s/g, '')]).slice(0, SHOWN);
  // Only while this device does not have everything yet.
  const query = useQuery({ ...customerSearchQuery(search), placeholderData: keepPreviousData, enabled: !complete && !loading });
  const offered: { id: string; name: string; phone: string | null }[] = complete ? here : (query.data?.items ?? here);
  const create = async (name: string) => {
    try {
      const { id } = await createCustomer({ name });
      onChange({ id, name });
    } catch (failure) {
      toast(explain(failure).title, { bad: true });
    }
  };
  return (
    <Combobox
      label={t('picker.customer')}
      placeholder={t('picker.customer_hint')}
      optional={!required}
      error={error}
      chosen={chosen?.name ?? ''}
      onClear={() => onChange(null)}
      loading={loading || query.isFetching}
      onType={setText}
      onChoose={onChange}
      create={mayCreate ? { label: (name) => t('picker.new_customer', { name }), run: (name) => void create(name) } : undefined}
      options={offered.map((customer) => ({
        key: customer.id,
        label: customer.name,
        value: { id: customer.id, name: customer.name },
        detail: customer.phone && <span className="soft num">{customer.phone}</span>,
      }))}
    />
  );
}
