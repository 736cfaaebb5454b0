import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Combobox } from '@/ui/Combobox';
import { productSearchQuery } from './queries';

/** Finds a product by name or code; its price and what is left stand beside it. */
export function ProductPicker({ onPick }: { onPick: (product: StockLevel) => void }) {
  const [text, setText] = useState('');
  const search = useDeferredValue(text);
  const query = useQuery({ ...productSearchQuery(search), placeholderData: keepPreviousData });
  return (
    <Combobox
      label={t('picker.product')}
      placeholder={t('picker.product_hint')}
      chosen=""
      loading={query.isFetching}
      onType={setText}
      onChoose={onPick}
      options={(query.data?.items ?? []).map((level) => ({
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
