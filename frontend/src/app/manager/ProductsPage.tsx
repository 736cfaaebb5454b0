import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { Category, StockStatus } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { byName } from '@/entities/product/mirror';
import { categoriesQuery } from '@/entities/product/queries';
import { ScanButton } from '@/entities/product/scanner/ScanButton';
import { ArchivedProducts } from '@/features/catalog/ArchivedProducts';
import { LevelsList } from '@/features/inventory/LevelsList';
import type { LevelSort } from '@/features/inventory/queries';
import { ButtonLink } from '@/ui/Button';
import { SearchField } from '@/ui/Field';
import { Page } from '@/ui/Page';
import { Chips } from '@/ui/Tabs';
import { useAddress } from '@/ui/useAddress';

type View = StockStatus | 'archived';

export default function ProductsPage() {
  const may = useMay();
  const [, navigate] = useLocation();
  const [params, say] = useAddress();
  const here = useMirror<Pick<Category, 'id' | 'name'>>('category');
  const asked = useQuery({ ...categoriesQuery(), enabled: !here.complete && !here.loading });
  const categories = here.complete ? [...here.rows].sort((a, b) => byName(a.name, b.name)) : asked.data?.items;
  const view = params.get('status') as View | null;
  const search = params.get('search') ?? '';
  const category = params.get('category');
  const sort = (params.get('sort') ?? 'name') as LevelSort;
  const put = (name: string, value: string | null) => say({ [name]: value });

  return (
    <Page
      title={t('products.title')}
      actions={
        may('catalog:write') && (
          <ButtonLink to="/products/new" icon="plus">
            {t('products.new')}
          </ButtonLink>
        )
      }
    >
      <div className="stack">
        <div className="row wrap">
          <SearchField label={t('products.search')} value={search} onSearch={(text) => put('search', text)} />
          <ScanButton once onFound={({ product_id }) => navigate(`/products/${product_id}`)} />
          <div className="input">
            <select aria-label={t('product.category')} value={category ?? ''} onChange={(event) => put('category', event.target.value)}>
              <option value="">{t('products.all_categories')}</option>
              {categories?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div className="input only-narrow">
            <select aria-label={t('products.sort')} value={sort} onChange={(event) => put('sort', event.target.value)}>
              <option value="name">{t('products.sort.name')}</option>
              <option value="on_hand">{t('products.sort.on_hand')}</option>
              <option value="-on_hand">{t('products.sort.-on_hand')}</option>
              {may('costs:read') && <option value="-value">{t('products.sort.-value')}</option>}
            </select>
          </div>
        </div>
        <Chips<View>
          label={t('product.status')}
          value={view}
          onChange={(value) => put('status', value)}
          options={[
            { value: null, label: t('products.all') },
            { value: 'rupture', label: t('status.rupture') },
            { value: 'low', label: t('status.low') },
            { value: 'ok', label: t('status.ok') },
            { value: 'untracked', label: t('status.untracked') },
            { value: 'archived', label: t('status.archived') },
          ]}
        />
        {view === 'archived' ? (
          <ArchivedProducts search={search} category={category} />
        ) : (
          <LevelsList
            filters={{ search, status: view, category, sort }}
            onSort={(next) => put('sort', next)}
            mayWrite={may('catalog:write')}
            seesCost={may('costs:read')}
          />
        )}
      </div>
    </Page>
  );
}
