import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { StockDetail, StockItem } from '@/kernel/api/types';
import { integer, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { byName } from '@/entities/product/mirror';
import { StatusPill } from '@/entities/product/status';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { DataTable, type Column } from '@/ui/DataTable';
import { SearchField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';
import { CLASSES, SORTS, STATUSES, stockQuery, stockTotalsQuery, type StockFilters, type Wanted } from './reads';
import { classOf, covers, whenOut } from './stock';

/** Every product with what is there, what it sells and when it runs out; what runs out first comes first. */
export function StockBoard({ seesCost }: { seesCost: boolean }) {
  const [params, say] = useAddress();
  const filters: StockFilters = {
    search: params.get('search') ?? '',
    status: STATUSES.find((one) => one === params.get('status')) ?? null,
    category: params.get('category'),
    supplier: params.get('supplier'),
    abc: CLASSES.find((one) => one === params.get('abc')) ?? null,
    sort: SORTS.find((one) => one === params.get('sort') && (seesCost || !one.endsWith('value'))) ?? 'stock_out',
  };
  const { search, status, category, supplier, abc, sort } = filters;
  const [narrowing, setNarrowing] = useState(category !== null || supplier !== null || abc !== null);
  const narrow = useId();
  const query = useInfiniteQuery(stockQuery(filters));
  const first = query.data?.pages[0]?.totals ?? null;
  const others = useQuery({ ...stockTotalsQuery(filters), enabled: status !== null });
  const totals = status === null ? first : (others.data?.totals ?? null);
  const put = (name: string, value: string | null) => say({ [name]: value });
  const sortBy = (next: string) => {
    const known = SORTS.find((one) => one === next) ?? SORTS.find((one) => one === next.slice(1));
    put('sort', known && known !== 'stock_out' ? known : null);
  };
  return (
    <div className="stack">
      <div className="row wrap">
        <SearchField label={t('products.search')} value={search} onSearch={(text) => put('search', text)} />
        <div className="input">
          <select aria-label={t('products.sort')} value={sort} onChange={(event) => sortBy(event.target.value)}>
            {SORTS.filter((one) => seesCost || !one.endsWith('value')).map((value) => (
              <option key={value} value={value}>
                {t(`detail.sort.${value}`)}
              </option>
            ))}
          </select>
        </div>
        <Button look="second" icon="filter" aria-expanded={narrowing} aria-controls={narrow} onClick={() => setNarrowing(!narrowing)}>
          {t('detail.narrow')}
        </Button>
      </div>
      <div id={narrow} hidden={!narrowing} className="filters">
        <Choice label={t('product.category')} any={t('products.all_categories')} kind="category" value={category} onChange={(id) => put('category', id)} />
        <Choice label={t('product.supplier')} any={t('detail.all_suppliers')} kind="supplier" value={supplier} onChange={(id) => put('supplier', id)} />
        <div className="input">
          <select aria-label={t('detail.class')} value={abc ?? ''} onChange={(event) => put('abc', event.target.value)}>
            <option value="">{t('detail.all_classes')}</option>
            {CLASSES.map((value) => (
              <option key={value} value={value}>
                {t(`detail.class.${value}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Chips<Wanted>
        label={t('product.status')}
        value={status}
        onChange={(value) => put('status', value)}
        options={[
          { value: null, label: counted(t('products.all'), totals?.products) },
          ...STATUSES.map((value) => ({ value, label: counted(value === 'dead' ? t('detail.dead') : t(`status.${value}`), totals?.[value === 'rupture' ? 'ruptures' : value]) })),
        ]}
      />
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (!items.length) return <Nothing filters={filters} />;
          return (
            <>
              <Value totals={first} />
              <DataTable
                label={t('nav.stock')}
                rows={items}
                rowKey={(item) => item.product_id}
                to={(item) => `/products/${item.product_id}`}
                columns={columnsOf(seesCost)}
                sort={sort}
                onSort={sortBy}
                card={(item) => <StockCard item={item} />}
              />
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

const counted = (name: string, count: number | undefined): string => (count === undefined ? name : `${name} ${integer(count)}`);

type ChoiceProps = { label: string; any: string; kind: 'category' | 'supplier'; value: string | null; onChange: (id: string | null) => void };

/** One of the company's own, from this device. */
function Choice({ label, any, kind, value, onChange }: ChoiceProps) {
  const { rows } = useMirror<{ id: string; name: string }>(kind);
  return (
    <div className="input">
      <select aria-label={label} value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        <option value="">{any}</option>
        {[...rows]
          .sort((a, b) => byName(a.name, b.name))
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </select>
    </div>
  );
}

function Value({ totals }: { totals: StockDetail['totals'] }) {
  if (!totals || totals.value === null) return null;
  return (
    <p className="soft">
      {t('detail.value', { amount: money(totals.value) })} {totals.dead_value ? t('detail.dead_value', { amount: money(totals.dead_value) }) : ''}
    </p>
  );
}

function Pills({ item }: { item: StockItem }): ReactNode {
  return (
    <span className="row wrap pills">
      <StatusPill status={item.status} />
      {item.dead && (
        <Pill>
          <Icon name="clock" size={16} />
          {t('detail.dead_pill')}
        </Pill>
      )}
    </span>
  );
}

const analysisOf = (item: StockItem) => `/products/${item.product_id}/analysis`;

function AnalysisLink({ item }: { item: StockItem }) {
  const label = t('detail.analysis_of', { name: item.name });
  return (
    <Link href={analysisOf(item)} className="icon-button" aria-label={label} title={label} onClick={(event) => event.stopPropagation()}>
      <Icon name="chart" />
    </Link>
  );
}

function StockCard({ item }: { item: StockItem }) {
  return (
    <div className="item stock-card">
      <Link href={`/products/${item.product_id}`} className="main">
        <span className="grow">
          <span className="title">{item.name}</span>
          <Pills item={item} />
          <span className={item.status === 'rupture' ? 'danger' : undefined}>{whenOut(item)}</span>
          <span className="soft">
            {[quantity(item.on_hand, item.unit), item.on_order > 0 && t('detail.on_order', { quantity: quantity(item.on_order) }), t('detail.sold_30', { quantity: quantity(item.units_30) })]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      </Link>
      <AnalysisLink item={item} />
    </div>
  );
}

function columnsOf(seesCost: boolean): Column<StockItem>[] {
  const columns: Column<StockItem>[] = [
    { key: 'name', head: t('products.one'), sort: 'name', cell: (item) => <span className="stock-name">{item.name}</span>, under: (item) => item.code },
    { key: 'status', head: t('detail.state'), cell: (item) => <Pills item={item} />, under: (item) => item.abc && t('detail.class_of', { name: classOf(item) }) },
    {
      key: 'on_hand',
      head: t('product.on_hand'),
      right: true,
      sort: 'on_hand',
      cell: (item) => quantity(item.on_hand, item.unit),
      under: (item) => item.on_order > 0 && t('detail.awaited', { quantity: quantity(item.on_order) }),
    },
    { key: 'sold', head: t('detail.sold'), right: true, sort: 'revenue', cell: (item) => quantity(item.units_30), under: (item) => item.revenue_30 !== 0 && money(item.revenue_30) },
    {
      key: 'out',
      head: t('detail.out'),
      sort: 'stock_out',
      cell: whenOut,
      under: (item) => item.stock_out_on !== null && item.status !== 'rupture' && item.coverage_days !== null && covers(item.coverage_days),
    },
  ];
  if (seesCost) columns.push({ key: 'value', head: t('product.value'), right: true, sort: 'value', cell: (item) => money(item.value) });
  columns.push({ key: 'more', head: t('detail.analysis'), cell: (item) => <AnalysisLink item={item} /> });
  return columns;
}

function Nothing({ filters: { search, status, category, supplier, abc } }: { filters: StockFilters }) {
  const others = Boolean(search || category || supplier || abc);
  if (!others && (status === 'rupture' || status === 'low' || status === 'dead')) {
    return (
      <Card>
        <EmptyState icon="check" title={t('overview.all_good')} text={t(`detail.no.${status}`)} />
      </Card>
    );
  }
  return (
    <Card>
      {others || status ? (
        <EmptyState icon="search" title={t('state.no_match')} text={t('products.no_match')} />
      ) : (
        <EmptyState icon="box" title={t('overview.first_title')} text={t('overview.first_text')} />
      )}
    </Card>
  );
}
