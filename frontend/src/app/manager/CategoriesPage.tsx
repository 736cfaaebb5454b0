import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Category } from '@/kernel/api/types';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { categoriesQuery } from '@/entities/product/queries';
import { CategoryDialog } from '@/features/catalog/CategoryDialog';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states';

export default function CategoriesPage() {
  const mayWrite = useMay()('catalog:write');
  const query = useQuery(categoriesQuery());
  const [edited, setEdited] = useState<Category | 'new' | null>(null);
  const add = mayWrite && (
    <Button icon="plus" onClick={() => setEdited('new')}>
      {t('categories.new')}
    </Button>
  );
  return (
    <Page title={t('nav.categories')} actions={add}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState icon="tag" title={t('categories.empty')} text={t('categories.empty_text')}>
                {add}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <ul className="list">
                {items.map((category) => (
                  <li key={category.id} className="item">
                    <RowMain label={t('action.edit_name', { name: category.name })} onClick={mayWrite ? () => setEdited(category) : undefined}>
                      <span className="grow">
                        <span className="title clip">{category.name}</span>
                        {category.description && <span className="soft clip">{category.description}</span>}
                      </span>
                    </RowMain>
                    <ButtonLink to={`/products?category=${category.id}`} look="plain" small>
                      {t('nav.products')}
                    </ButtonLink>
                  </li>
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {edited && <CategoryDialog category={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
