import { useState } from 'react';
import type { Sale } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import type { SaleSort } from '@/features/sales/queries';
import { SalesList } from '@/features/sales/SalesList';
import { Button, ButtonLink } from '@/ui/Button';
import { SearchField, TextField } from '@/ui/Field';
import { Page } from '@/ui/Page';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';

type Period = 'today' | '7' | '30' | 'dates';
type Type = 'sales' | 'returns' | 'cancelled';

export default function SalesPage() {
  const may = useMay();
  const [params, put] = useAddress();
  const get = (name: string) => params.get(name);
  const from = get('from');
  const to = get('to');
  const today = tenantDay();
  const starts: Record<Exclude<Period, 'dates'>, string> = { today, '7': tenantDay(-6), '30': tenantDay(-29) };
  const named = to ? undefined : (Object.keys(starts) as (keyof typeof starts)[]).find((key) => starts[key] === from);
  const [choosing, setChoosing] = useState(() => Boolean((from || to) && !named));
  const period: Period | null = choosing ? 'dates' : (named ?? null);
  const type = get('type') as Type | null;
  const narrowed = Boolean(get('product') || get('customer'));

  return (
    <Page
      title={t('sales.title')}
      actions={
        may('sales:write') && (
          <ButtonLink to="/sales/new" look="accent" icon="plus">
            {t('nav.new_sale')}
          </ButtonLink>
        )
      }
    >
      <div className="stack">
        {narrowed && (
          <div className="notice info" style={{ marginBottom: 0 }}>
            <span className="grow">{get('product') ? t('sales.of_product') : t('sales.of_customer')}</span>
            <Button look="plain" small onClick={() => put({ product: null, customer: null })}>
              {t('sales.show_all')}
            </Button>
          </div>
        )}
        <div className="row wrap">
          <SearchField label={t('sales.search')} value={get('search') ?? ''} onSearch={(text) => put({ search: text })} />
        </div>
        <Chips<Period>
          label={t('sales.period')}
          value={period}
          onChange={(value) => {
            setChoosing(value === 'dates');
            if (value !== 'dates') put({ from: value && starts[value], to: null });
          }}
          options={[
            { value: null, label: t('sales.any_time') },
            { value: 'today', label: t('overview.today_short') },
            { value: '7', label: t('overview.days_7') },
            { value: '30', label: t('overview.days_30') },
            { value: 'dates', label: t('sales.dates') },
          ]}
        />
        {choosing && (
          <div className="two">
            <TextField type="date" required={false} label={t('sales.from')} max={today} value={from ?? ''} onChange={(event) => put({ from: event.target.value })} />
            <TextField type="date" required={false} label={t('sales.to')} max={today} value={to ?? ''} onChange={(event) => put({ to: event.target.value })} />
          </div>
        )}
        <Chips<Type>
          label={t('sale.state')}
          value={type}
          onChange={(value) => put({ type: value })}
          options={[
            { value: null, label: t('sales.all') },
            { value: 'sales', label: t('sale.kind.SALE') },
            { value: 'returns', label: t('sale.kind.RETURN') },
            { value: 'cancelled', label: t('sale.status.cancelled') },
          ]}
        />
        <SalesList
          maySell={may('sales:write')}
          onSort={(sort) => put({ sort })}
          filters={{
            from,
            to,
            kind: type === 'sales' ? 'SALE' : type === 'returns' ? 'RETURN' : null,
            status: (type === 'cancelled' ? 'cancelled' : type ? 'completed' : null) as Sale['status'] | null,
            search: get('search') ?? '',
            product: get('product'),
            customer: get('customer'),
            sort: (get('sort') ?? '-occurred_at') as SaleSort,
          }}
        />
      </div>
    </Page>
  );
}
