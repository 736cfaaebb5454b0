import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { age } from '@/kernel/format';
import { find } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import type { ProductRow } from '@/entities/product/mirror';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { SearchField } from '@/ui/Field';
import { Item } from '@/ui/List';
import { EmptyState, SkeletonList } from '@/ui/states';
import { Tabs } from '@/ui/Tabs';
import { groups, newSheet, sheet, type Group } from './counting';
import type { CountScope } from './offline';
import { countsQuery } from './queries';

type By = 'shelf' | 'category';

/** Where to begin a count: the one under way, a shelf, a category, what was never counted, or chosen products. */
export function CountStart() {
  const [, navigate] = useLocation();
  const products = useMirror<ProductRow>('product');
  const categories = useMirror<{ id: string; name: string }>('category').byId;
  const now = useStore(sheet);
  const [by, setBy] = useState<By | null>(null);
  const [search, setSearch] = useState('');
  const last = useLastCounts();

  const shelves = useMemo(() => groups(products.rows, ({ shelf }) => (shelf ? { key: shelf, name: shelf } : null)), [products.rows]);
  const rooms = useMemo(
    () =>
      groups(products.rows, ({ category_id }) => {
        const category = category_id && categories.get(category_id);
        return category ? { key: category.id, name: category.name } : null;
      }),
    [products.rows, categories],
  );
  const uncounted = useMemo(() => products.rows.filter((row) => row.is_active && row.status === 'untracked').map(({ id }) => id), [products.rows]);

  const begin = (title: string, scope: CountScope | null, ids: string[]) => {
    const name = (id: string) => products.byId.get(id)?.name ?? '';
    sheet.set(newSheet(title, scope, [...ids].sort((a, b) => name(a).localeCompare(name(b), undefined, { numeric: true }))));
    navigate('/counts/sheet');
  };

  if (now) return <UnderWay />;
  if (products.loading) return <SkeletonList />;
  if (!products.rows.length) {
    return (
      <Card>
        <EmptyState icon="box" title={t('counts.no_products')} text={t('counts.no_products_text')} />
      </Card>
    );
  }
  // As the shop is arranged, as far as it has said so.
  const size = (some: Group[]) => some.reduce((sum, { ids }) => sum + ids.length, 0);
  const view = by ?? (size(shelves) * 2 >= size(rooms) && shelves.length ? 'shelf' : 'category');
  const shown = find(view === 'shelf' ? shelves : rooms, search, ({ name }) => [name]);
  const scopeOf = (group: Group): CountScope => (view === 'shelf' ? { shelf: group.key } : { category_id: group.key });
  return (
    <div className="stack">
      <div className="row wrap">
        <Button icon="plus" onClick={() => begin(t('counts.chosen'), null, [])}>
          {t('counts.choose')}
        </Button>
        {uncounted.length > 0 && (
          <Button look="second" onClick={() => begin(t('counts.never_counted'), null, uncounted.slice(0, MOST))}>
            {t('counts.never_counted_of', { count: uncounted.length })}
          </Button>
        )}
      </div>
      <Tabs
        label={t('counts.by')}
        value={view}
        onChange={setBy}
        options={[
          { value: 'shelf', label: t('counts.by_shelf') },
          { value: 'category', label: t('counts.by_category') },
        ]}
      />
      {(view === 'shelf' ? shelves : rooms).length > 12 && (
        <div className="row">
          <SearchField label={view === 'shelf' ? t('counts.search_shelf') : t('counts.search_category')} value={search} onSearch={setSearch} />
        </div>
      )}
      <Card flush>
        {shown.length === 0 ? (
          <EmptyState
            icon="tag"
            title={search ? t('state.no_match') : view === 'shelf' ? t('counts.no_shelf') : t('categories.empty')}
            text={search ? undefined : view === 'shelf' ? t('counts.no_shelf_text') : t('categories.empty_text')}
          />
        ) : (
          <ul className="list">
            {shown.map((group) => {
              const at = last.get(group.key);
              return (
                <li key={group.key}>
                  <Item
                    onClick={() => begin(group.name, scopeOf(group), group.ids)}
                    title={group.name}
                    detail={[t('counts.products', { count: group.ids.length }), at && t('counts.last', { age: age(at) })].filter(Boolean).join(' · ')}
                  />
                </li>
              );
            })}
          </ul>
        )}
      </Card>
    </div>
  );
}

/** More than this in one sheet and nobody finishes it. */
const MOST = 300;

function UnderWay() {
  const now = useStore(sheet);
  const [asking, setAsking] = useState(false);
  if (!now) return null;
  const done = Object.keys(now.entries).length;
  return (
    <Card title={t('counts.under_way')}>
      <div className="stack">
        <p>
          <strong>{now.title}</strong> · {t('counts.progress', { done, total: now.ids.length })}
          <br />
          <span className="soft">{t('counts.begun', { age: age(now.begun) })}</span>
        </p>
        <div className="row wrap">
          <ButtonLink to="/counts/sheet" icon="edit">
            {t('counts.continue')}
          </ButtonLink>
          <Button look="bad-plain" icon="trash" onClick={() => (done ? setAsking(true) : sheet.set(null))}>
            {t('counts.drop')}
          </Button>
        </div>
        {asking && (
          <Confirm
            title={t('counts.drop')}
            text={t('counts.drop_text', { count: done })}
            action={t('counts.drop')}
            onConfirm={() => {
              sheet.set(null);
              setAsking(false);
            }}
            onClose={() => setAsking(false)}
          />
        )}
      </div>
    </Card>
  );
}

/** By shelf and category: when somebody counted it last, as far as the first page of the history tells. */
function useLastCounts(): Map<string, string> {
  const { data } = useInfiniteQuery(countsQuery());
  return useMemo(() => {
    const last = new Map<string, string>();
    for (const { scope, occurred_at } of data?.pages.flatMap(({ items }) => items) ?? []) {
      const key = scope?.shelf ?? scope?.category_id;
      if (key && (last.get(key) ?? '') < occurred_at) last.set(key, occurred_at);
    }
    return last;
  }, [data]);
}
