import { useQuery } from '@tanstack/react-query';
import { date, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirror, useMirrorRow } from '@/kernel/offline';
import { CustomerPicker } from '@/entities/customer/CustomerPicker';
import type { CustomerRow } from '@/entities/customer/offline';
import { SelectField } from '@/ui/Field';
import { closingsOfQuery, orderChoiceQuery, orderChoicesQuery } from './reads';

type Props = { id: string | null; error?: string; onChange: (id: string | null) => void };

/** Whose account it is about. */
export function CustomerSubject({ id, error, onChange }: Props) {
  const known = useMirrorRow<CustomerRow>('customer', id ?? '');
  return <CustomerPicker required mayCreate={false} error={error} chosen={id ? { id, name: known?.name ?? t('reports.this_customer') } : null} onChange={(customer) => onChange(customer?.id ?? null)} />;
}

/** Which order goes on paper. */
export function OrderSubject({ id, error, onChange }: Props) {
  const latest = useQuery(orderChoicesQuery());
  const items = latest.data?.items ?? [];
  const missing = id !== null && latest.data !== undefined && !items.some((order) => order.id === id);
  const other = useQuery({ ...orderChoiceQuery(id ?? ''), enabled: missing });
  const offered = other.data && missing ? [other.data, ...items] : items;
  return (
    <SelectField
      label={t('reports.order')}
      value={id ?? ''}
      error={error}
      hint={latest.data && !items.length ? t('reports.no_order') : latest.isPending ? t('state.loading') : undefined}
      onChange={({ target: { value } }) => onChange(value || null)}
    >
      <option value="">{t('reports.choose_order')}</option>
      {offered.map((order) => (
        <option key={order.id} value={order.id}>
          {[order.number, order.supplier_name, date(order.created_at)].join(' · ')}
        </option>
      ))}
    </SelectField>
  );
}

/** The whole day, or one closing of it. */
export function ClosingSubject({ id, day, onChange }: Omit<Props, 'error'> & { day: string }) {
  const query = useQuery({ ...closingsOfQuery(day), enabled: day !== '' });
  const people = useMirror<{ id: string; name: string }>('person').byId;
  const closings = query.data?.items ?? [];
  return (
    <SelectField
      label={t('reports.closing')}
      value={id ?? ''}
      hint={query.data && !closings.length ? t('reports.no_closing') : undefined}
      onChange={({ target: { value } }) => onChange(value || null)}
    >
      <option value="">{t('reports.whole_day')}</option>
      {id && !closings.some((closing) => closing.id === id) && <option value={id}>{t('reports.this_closing')}</option>}
      {closings.map((closing) => (
        <option key={closing.id} value={closing.id}>
          {[closing.user_id ? (people.get(closing.user_id)?.name ?? t('closing.somebody')) : t('closing.shop'), date(closing.closed_at, 'time'), money(closing.counted)].join(' · ')}
        </option>
      ))}
    </SelectField>
  );
}
