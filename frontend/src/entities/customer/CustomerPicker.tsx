import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Customer } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { toast } from '@/ui/Toast';
import { customerSearchQuery } from './queries';

type Chosen = { id: string; name: string };
type Props = { chosen: Chosen | null; onChange: (customer: Chosen | null) => void; mayCreate: boolean; error?: string };

/** Finds a customer, or makes one of the name just typed. */
export function CustomerPicker({ chosen, onChange, mayCreate, error }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const query = useQuery({ ...customerSearchQuery(search), placeholderData: keepPreviousData });
  const create = async (name: string) => {
    try {
      const made = await take<Customer>(api.POST('/api/v1/customers', { body: { name } }));
      onChange(made);
      void client.invalidateQueries({ queryKey: ['customers'] });
    } catch (failure) {
      toast(explain(failure).title, { bad: true });
    }
  };
  return (
    <Combobox
      label={t('picker.customer')}
      placeholder={t('picker.customer_hint')}
      optional
      error={error}
      chosen={chosen?.name ?? ''}
      onClear={() => onChange(null)}
      loading={query.isFetching}
      onType={setText}
      onChoose={onChange}
      create={mayCreate ? { label: (name) => t('picker.new_customer', { name }), run: (name) => void create(name) } : undefined}
      options={(query.data?.items ?? []).map((customer) => ({
        key: customer.id,
        label: customer.name,
        value: customer,
        detail: customer.phone && <span className="soft num">{customer.phone}</span>,
      }))}
    />
  );
}
