import { useMemo, useState } from 'react';
import { day, money, tenantDay } from '@/kernel/format';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { pullNow, useMirror } from '@/kernel/offline';
import { expectedOn, isLate } from '@/entities/customer/credit';
import type { CustomerRow } from '@/entities/customer/offline';
import { Button } from '@/ui/Button';
import { Card, figures } from '@/ui/Card';
import { SearchField } from '@/ui/Field';
import { Avatar, Item, More } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { AgeingCard } from './AgeingCard';
import { accountsOf, daysBetween, sumsOf, type Which } from './carnet';

const STEP = 50;

/** Who owes, from what is on this phone: with or without network. */
export function OwingList() {
  const { rows, complete, loading } = useMirror<CustomerRow>('customer');
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<Which>('owing');
  const [most, setMost] = useState(STEP);
  const today = tenantDay();
  const sums = useMemo(() => sumsOf(rows, today), [rows, today]);
  const accounts = useMemo(() => accountsOf(rows, which, today), [rows, which, today]);
  const found = useMemo(() => find(accounts, search, ({ name, phone }) => [name, phone?.replace(/\s/g, '')]), [accounts, search]);

  if (loading) return <SkeletonList />;
  if (!complete && !rows.length) {
    return (
      <Card>
        <EmptyState icon="book" title={t('credit.first_copy')} text={t('credit.first_copy_text')}>
          <Button look="second" icon="refresh" onClick={() => void pullNow()}>
            {t('action.retry')}
          </Button>
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="stack">
      <div className="two">
        <section className="hero" aria-label={t('credit.owed_to_you')}>
          <p className="name">{t('credit.owed_to_you')}</p>
          <p className="value" style={figures(money(sums.owed))}>
            {money(sums.owed)}
          </p>
          <p className="note">{t('credit.by_customers', { count: sums.owing })}</p>
          <div className="periods">
            <div>
              <span className="note">{t('credit.late')}</span>
              <strong>{money(sums.lateAmount)}</strong>
              <span className="note">{t('credit.customers', { count: sums.late })}</span>
            </div>
            <div>
              <span className="note">{t('credit.advances')}</span>
              <strong>{money(sums.advances)}</strong>
            </div>
          </div>
        </section>
        <AgeingCard />
      </div>
      <div className="row">
        <SearchField
          label={t('customers.search')}
          value={search}
          onSearch={(text) => {
            setSearch(text);
            setMost(STEP);
          }}
        />
      </div>
      <Chips<Which>
        label={t('credit.which')}
        value={which}
        onChange={(value) => {
          setWhich(value ?? 'owing');
          setMost(STEP);
        }}
        options={[
          { value: 'owing', label: t('credit.owing') },
          { value: 'late', label: sums.late ? t('credit.late_count', { count: sums.late }) : t('credit.late') },
          { value: 'advance', label: t('credit.advances') },
        ]}
      />
      <Card flush>
        {found.length === 0 ? (
          <EmptyState
            icon={search ? 'search' : 'check'}
            title={search ? t('state.no_match') : which === 'late' ? t('credit.nobody_late') : which === 'advance' ? t('credit.no_advance') : t('credit.nobody_owes')}
            text={search ? undefined : which === 'owing' ? t('credit.nobody_owes_text') : undefined}
          />
        ) : (
          <>
            <ul className="list">
              {found.slice(0, most).map((row) => (
                <li key={row.id}>
                  <Item
                    to={`/customers/${row.id}`}
                    lead={<Avatar name={row.name} />}
                    title={row.name}
                    detail={<Due row={row} today={today} />}
                    side={<strong className={`num ${(row.balance ?? 0) < 0 ? 'ok' : ''}`}>{money(Math.abs(row.balance ?? 0))}</strong>}
                  />
                </li>
              ))}
            </ul>
            <More hasMore={found.length > most} loading={false} failed={false} onMore={() => setMost(most + STEP)} />
          </>
        )}
      </Card>
    </div>
  );
}

/** When their money should come, in words. */
function Due({ row, today }: { row: CustomerRow; today: string }) {
  const on = expectedOn(row);
  if ((row.balance ?? 0) < 0) return <>{t('credit.paid_ahead')}</>;
  if (!on) return <>{row.phone ?? ''}</>;
  if (isLate(row, today)) {
    const count = daysBetween(on, today);
    return <span className="danger strong">{row.promise ? t('credit.promise_broken', { count }) : t('credit.late_by', { count })}</span>;
  }
  return <>{row.promise ? t('credit.promised_for', { day: day(on) }) : t('credit.to_pay_by', { day: day(on) })}</>;
}
