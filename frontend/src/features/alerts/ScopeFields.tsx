import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import { ProductPicker } from '@/entities/product/ProductPicker';
import { Card } from '@/ui/Card';
import { Choices } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import type { Errors, useForm } from '@/ui/useForm';
import { PickedList, PickSeveral } from './Picked';
import type { RuleValues, Scope } from './rule';

type Props = { values: RuleValues; set: ReturnType<typeof useForm<RuleValues>>['set']; errors: Errors<RuleValues> };

/** Which products a rule looks at. */
export function ScopeFields({ values, set, errors }: Props) {
  const categories = useMirror<{ id: string; name: string }>('category');
  const products = useMirror<ProductRow>('product').byId;
  const { scope, category_ids, product_ids } = values;
  return (
    <Card>
      <div className="stack">
        <Choices<Scope>
          label={t('rules.scope')}
          name="scope"
          value={scope}
          onChange={(value) => set('scope', value)}
          choices={(['all', 'categories', 'products'] as const).map((value) => ({ value, label: t(`rules.scope.${value}`) }))}
        />
        {scope === 'categories' && (
          <PickSeveral label={t('rules.add_category')} rows={categories.rows} loading={categories.loading} ids={category_ids} error={errors.category_ids} onChange={(ids) => set('category_ids', ids)} />
        )}
        {scope === 'products' && (
          <div className="stack tight">
            <ProductPicker onPick={({ product_id }) => !product_ids.includes(product_id) && set('product_ids', [...product_ids, product_id])} />
            {errors.product_ids && (
              <p className="field">
                <span className="error" role="alert">
                  <Icon name="alert" size={20} />
                  {errors.product_ids}
                </span>
              </p>
            )}
            <PickedList ids={product_ids} nameOf={(id) => products.get(id)?.name ?? '—'} onDrop={(gone) => set('product_ids', product_ids.filter((id) => id !== gone))} />
          </div>
        )}
      </div>
    </Card>
  );
}
