import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { byName, findProducts, useProducts } from './mirror';
import { productSearchQuery } from './queries';

const SHOWN = 20;

/** Finds a product by name, code or barcode; its price and what is left stand beside it. Without network as with. */
export function ProductPicker({ onPick }: { onPick: (product: StockLevel) => void }) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const { rows, level, complete, loading } = useProducts();
  const sorted = useMemo(() => rows.filter(({ is_active }) => is_active).sort((a, b) => byName(a.name, b.name)), [rows]);
  const here = findProducts(sorted, search).slice(0, SHOWN).map(level);
  // Only while this device does not have everything yet.
  const query = useQuery({ ...productSearchQuery(search), placeholderData: keepPreviousData, enabled: !complete && !loading });
  const levels = complete ? here : (query.data?.items ?? here);
  return (
    <Combobox
      label={t('picker.product')}
      placeholder={t('picker.product_hint')}
      chosen=""
      loading={loading || query.isFetching}
      onType={setText}
      onChoose={onPick}
      options={levels.map((level) => ({
        key: level.product_id,
        label: level.name,
        value: level,
        detail: (
          <span className="side-text soft num">
            <span>{money(level.sale_price)}</span>
            <span className={level.on_hand <= 0 ? 'danger' : undefined}>{quantity(level.on_hand, level.unit)}</span>
          </span>
        ),
      }))}
    />
  );
}
