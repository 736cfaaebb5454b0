import { useMemo } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { money, quantity, quantityToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useProducts } from '@/entities/product/mirror';

const SHOWN = 12;

/** What this shop sells most, one tap each; what is in the basket already says how many. */
type Props = { onPick: (product: StockLevel) => void; taken: readonly { product_id: string; quantity: number }[] };

export function QuickGrid({ onPick, taken }: Props) {
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
      {best.map((row) => {
        const many = taken.find((line) => line.product_id === row.id)?.quantity;
        return (
          <button key={row.id} type="button" className={many ? 'taken' : undefined} onClick={() => onPick(level(row))}>
            <span className="name">{row.name}</span>
            {many && <span className="many num">× {quantityToText(many)}</span>}
            <span className="num">{money(row.sale_price)}</span>
            <span className={row.on_hand <= 0 ? 'danger num' : 'soft num'}>{quantity(row.on_hand, row.unit)}</span>
          </button>
        );
      })}
    </div>
  );
}
