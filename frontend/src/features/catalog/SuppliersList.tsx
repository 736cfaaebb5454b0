import { useMemo } from 'react';
import { money } from '@/kernel/format';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { SupplierRow } from '@/entities/supplier/mirror';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar, Item } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';

type Props = { search: string; mayWrite: boolean; onNew: () => void };

/** Those who deliver to the shop, by name, with those no longer bought from at the end. */
export function SuppliersList({ search, mayWrite, onNew }: Props) {
  const { rows, loading, complete } = useMirror<SupplierRow>('supplier');
  const sorted = useMemo(() => [...rows].sort((a, b) => Number(b.is_active) - Number(a.is_active) || a.name.localeCompare(b.name)), [rows]);
  const shown = find(sorted, search, ({ name, code, phone }) => [name, code, phone?.replace(/\s/g, '')]);
  if (loading || (!rows.length && !complete)) return <SkeletonList />;
  if (!shown.length) {
    return (
      <Card>
        <EmptyState icon="building" title={search ? t('state.no_match') : t('suppliers.empty')} text={t('suppliers.empty_text')}>
          {mayWrite && (
            <Button icon="plus" onClick={onNew}>
              {t('suppliers.new')}
            </Button>
          )}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      <ul className="list">
        {shown.map((supplier) => (
          <li key={supplier.id} className="row" style={{ gap: 0 }}>
            <span className="grow">
              <Item
                to={`/suppliers/${supplier.id}`}
                lead={<Avatar name={supplier.name} />}
                title={supplier.name}
                detail={
                  <>
                    {t('suppliers.delivers_in', { count: supplier.lead_time_days })}
                    {supplier.minimum_order ? ` · ${t('suppliers.from', { amount: money(supplier.minimum_order) })}` : ''}
                  </>
                }
                side={supplier.is_active ? undefined : <Pill>{t('status.archived')}</Pill>}
              />
            </span>
            {supplier.phone && (
              <a className="icon-button" href={`tel:${supplier.phone}`} aria-label={t('action.call', { name: supplier.name })} style={{ marginRight: 12 }}>
                <Icon name="phone" />
              </a>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
