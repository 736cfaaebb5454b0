import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Supplier } from '@/kernel/api/types';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { suppliersQuery } from '@/entities/product/queries';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar, RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';

type Props = { search: string; mayWrite: boolean; onEdit: (supplier: Supplier) => void; onNew: () => void };

export function SuppliersList({ search, mayWrite, onEdit, onNew }: Props) {
  const query = useQuery({ ...suppliersQuery(search), placeholderData: keepPreviousData });
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Card>
            <EmptyState icon="truck" title={search ? t('state.no_match') : t('suppliers.empty')} text={t('suppliers.empty_text')}>
              {mayWrite && (
                <Button icon="plus" onClick={onNew}>
                  {t('suppliers.new')}
                </Button>
              )}
            </EmptyState>
          </Card>
        ) : (
          <Card flush>
            <ul className="list">
              {items.map((supplier) => (
                <li key={supplier.id} className="item">
                  <RowMain label={t('action.edit_name', { name: supplier.name })} onClick={mayWrite ? () => onEdit(supplier) : undefined}>
                  <Avatar name={supplier.name} />
                  <span className="grow">
                    <span className="title clip">{supplier.name}</span>
                    <span className="soft">
                      {t('suppliers.delivers_in', { count: supplier.lead_time_days })}
                      {supplier.minimum_order ? ` · ${t('suppliers.from', { amount: money(supplier.minimum_order) })}` : ''}
                    </span>
                  </span>
                  </RowMain>
                  {!supplier.is_active && <Pill>{t('status.archived')}</Pill>}
                  {supplier.phone && (
                    <a className="icon-button" href={`tel:${supplier.phone}`} aria-label={t('action.call', { name: supplier.name })}>
                      <Icon name="phone" />
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        )
      }
    </Loaded>
  );
}
