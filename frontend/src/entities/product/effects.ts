import { mirrorRow, type Effect } from '@/kernel/offline';
import type { ProductRow } from './mirror';

/** What a movement does to a shelf. One that nobody has counted is known from its first count or entry on. */
export function shelfEffect(productId: string, by: number): Effect {
  const row = mirrorRow<ProductRow>('product', productId);
  return { kind: 'product', id: productId, add: { on_hand: by }, ...(row?.status === 'untracked' ? { set: { status: 'ok' } } : {}) };
}
