import { useMemo } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useProducts } from '@/entities/product/mirror';

const SHOWN = 12;

/** What this shop sells most, one tap each. */
export function QuickGrid({ onPick }: { onPick: (product: StockLevel) => void }) {
  const { rows, level } = useProducts();
  const best = useMemo(
    () =>
      rows
        .filter((row) => row.is_active && row.sold_30 > 0)
        .sort((a, b) => b.sold_30 - a.sold_30)
        .slice(0, SHOWN),
    [rows],
  );
  if (!best.length) return null;
  return (
    <div className="quick" role="group" aria-label={t('sale.quick')}>
      {best.map((row) => (
        <button key={row.id} type="button" onClick={() => onPick(level(row))}>
          <span className="name">{row.name}</span>
          <span className="num">{money(row.sale_price)}</span>
          <span className={row.on_hand <= 0 ? 'danger num' : 'soft num'}>{quantity(row.on_hand, row.unit)}</span>
        </button>
      ))}
    </div>
  );
}
