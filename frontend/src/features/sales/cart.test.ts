import { describe, expect, it } from 'vitest';
import type { StockLevel } from '@/kernel/api/types';
import { addProduct, changeLine, dropLine, emptyCart, lineAmount, saleOf, totals } from './cart';

const level = (id: string, price: number) => ({ product_id: id, name: id, unit: 'pièce', sale_price: price, on_hand: 10 }) as StockLevel;

describe('a cart', () => {
  it('counts the same product up instead of listing it twice', () => {
    const cart = addProduct(addProduct(emptyCart(), level('riz', 12500)), level('riz', 12500));
    expect(cart.lines).toHaveLength(1);
    expect(cart.lines[0]!.quantity).toBe(2);
  });

  it('rounds each line to whole minor units', () => {
    expect(lineAmount({ quantity: 2.5, unit_price: 333 })).toBe(833);
    expect(lineAmount({ quantity: 0.1, unit_price: 15 })).toBe(2);
    expect(lineAmount({ quantity: 1.005, unit_price: 1000 })).toBe(1005);
  });

  it('never takes off more than there is', () => {
    const cart = { ...addProduct(emptyCart(), level('riz', 500)), discount: 900 };
    expect(totals(cart)).toEqual({ subtotal: 500, discount: 500, total: 0 });
    expect(saleOf(cart).discount).toBe(500);
  });

  it('sends its own id and the ids of its lines, so that a second try is the same sale', () => {
    let cart = addProduct(emptyCart(), level('riz', 500));
    cart = changeLine(cart, cart.lines[0]!.id, { quantity: 3 });
    const sale = saleOf(cart);
    expect(sale).toMatchObject({ id: cart.id, lines: [{ id: cart.lines[0]!.id, quantity: 3, unit_price: 500 }] });
    expect(saleOf(cart)).toEqual(sale);
    expect(dropLine(cart, cart.lines[0]!.id).lines).toEqual([]);
  });
});
