import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { mirrorRow, type Operation } from '@/kernel/offline';

type Shortfall = { product_id: string; on_hand: number };

/** What the server said went below zero, in words for a person; null when nothing did. */
export function shortfallsOf({ verdict, type }: Operation): string | null {
  const found = type === 'sale.record' ? (verdict?.result?.shortfalls as Shortfall[] | undefined) : undefined;
  if (!found?.length) return null;
  const names = found.map(({ product_id, on_hand }) => `${mirrorRow<{ name: string }>('product', product_id)?.name ?? '?'} ${quantity(on_hand)}`);
  return t('sale.shortfall', { products: names.join(', ') });
}
