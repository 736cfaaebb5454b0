import { describe, expect, it } from 'vitest';
import { onOrder, type OrderRow } from '@/entities/order/mirror';
import { amountOf, packsIn, roundUp } from '@/entities/order/packs';
import type { ProductRow } from '@/entities/product/mirror';
import { chatUrl, compose, type Message } from './message';
import { stateAfter } from './receipts';
import { short, suggested, toOrder } from './suggest';

const product = (id: string, on_hand: number, more: Partial<ProductRow> = {}) =>
  ({ id, name: id, unit: 'sac', on_hand, min_stock: 10, max_stock: null, pack_size: 1, status: 'ok', is_active: true, supplier_id: 's', ...more }) as ProductRow;
const order = (more: Partial<OrderRow>): OrderRow => ({
  id: 'o', number: 'BC-0001', supplier_id: 's', status: 'sent', sent_at: null, expected_on: null, version: 1, lines: [], ...more,
});

describe('what to order', () => {
  it('fills up to the maximum, or twice the minimum, in whole packs', () => {
    expect(toOrder(90, 0, 362.2, 12)).toBe(276);
    expect(toOrder(4, 10, 40, 6)).toBe(36);
    expect(toOrder(4, 10, null, 1)).toBe(16);
    expect(toOrder(3.5, 10, null, 2.5)).toBe(17.5);
    expect(roundUp(0.3, 0.1)).toBe(0.3);
  });

  it('orders one pack at the least', () => {
    expect(toOrder(10, 10, 10, 12)).toBe(12);
  });

  it('counts what is on its way, and nothing below nothing', () => {
    const rows = [product('riz', -3), product('huile', 4), product('sel', 11), product('thé', 0, { status: 'untracked' }), product('eau', 0, { supplier_id: 'x' })];
    const awaited = onOrder([
      order({ status: 'partly_received', lines: [['l', 'huile', 10, 3, null]] }),
      order({ status: 'draft', lines: [['l', 'riz', 50, 0, null]] }),
      order({ lines: [['l', 'sel', 5, 9, null]] }),
    ]);
    expect([...awaited]).toEqual([['huile', 7]]);
    expect(short(rows, awaited).map(({ id }) => id)).toEqual(['eau', 'riz']);
    expect(suggested(rows, awaited).get('s')).toEqual([{ product_id: 'riz', quantity: 20 }]);
    expect(short(rows, new Map()).map(({ id }) => id)).toEqual(['eau', 'huile', 'riz']);
  });

  it('knows whole packs', () => {
    expect(packsIn(36, 12)).toBe(3);
    expect(packsIn(30, 12)).toBeNull();
    expect(packsIn(5, 1)).toBeNull();
    expect(amountOf(2.5, 333)).toBe(833);
    expect(amountOf(2, null)).toBeNull();
  });
});

describe('the message to a supplier', () => {
  const message: Message = {
    shop: 'Boutique Awa',
    supplier: 'Modou',
    number: 'BC-0007',
    day: '2026-03-15',
    lines: [
      { name: 'Riz 25 kg', quantity: 1200, unit: 'sac', pack_size: 1 },
      { name: 'Lait', quantity: 24, unit: 'boîte', pack_size: 12 },
      { name: 'Gingembre', quantity: 2.5, unit: 'kg', pack_size: 1 },
    ],
    expected_on: '2026-03-20',
    note: null,
  };

  it('reads as the one that the server writes', () => {
    expect(compose(message, 'fr')).toBe(
      'Bonjour Modou,\nCommande BC-0007 de Boutique Awa du 15/03/2026 :\n• Riz 25 kg : 1\u202f200 sac\n• Lait : 24 boîte (2 × 12)\n• Gingembre : 2,5 kg\nLivraison souhaitée le 20/03/2026.\nMerci de confirmer la disponibilité et le prix.',
    );
    expect(compose({ ...message, number: null, note: 'Before noon' }, 'en')).toBe(
      'Hello Modou,\nOrder from Boutique Awa, 15 March 2026:\n• Riz 25 kg: 1,200 sac\n• Lait: 24 boîte (2 × 12)\n• Gingembre: 2.5 kg\nDelivery wished on 20 March 2026.\nBefore noon\nPlease confirm availability and price.',
    );
  });

  it('goes to the supplier when the country of the number is known', () => {
    expect(chatUrl('+221 77 123 45 67', 'a b')).toBe('https://wa.me/221771234567?text=a%20b');
    expect(chatUrl('77 123 45 67', 'a')).toBe('https://wa.me/?text=a');
    expect(chatUrl(null, 'a')).toBe('https://wa.me/?text=a');
  });
});

describe('an order when goods arrive', () => {
  const lines: OrderRow['lines'] = [['l1', 'riz', 10, 0, 500], ['l2', 'huile', 5, 5, null]];

  it('is partly received until every line came, and more than ordered counts as come', () => {
    expect(stateAfter(order({ lines }), [{ product_id: 'riz', quantity: 4 }])).toEqual({ status: 'partly_received', lines: [['l1', 'riz', 10, 4, 500], ['l2', 'huile', 5, 5, null]] });
    expect(stateAfter(order({ lines }), [{ product_id: 'riz', quantity: 12 }, { product_id: 'sel', quantity: 1 }]).status).toBe('received');
  });

  it('stays as it is for other goods, and cancelled when it was', () => {
    expect(stateAfter(order({ lines }), [{ product_id: 'sel', quantity: 1 }]).status).toBe('sent');
    expect(stateAfter(order({ lines, status: 'cancelled' }), [{ product_id: 'riz', quantity: 10 }]).status).toBe('cancelled');
  });
});
