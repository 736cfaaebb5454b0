import { describe, expect, it } from 'vitest';
import { find, fold } from './fold';

const goods = [
  { name: 'Café Touba', code: 'P-0001', barcode: '6001' },
  { name: 'Lait concentré', code: 'P-0002', barcode: '6002' },
  { name: 'Bœuf en boîte', code: 'P-0003', barcode: null },
  { name: 'Grand lait', code: 'P-0004', barcode: '60021' },
];
const names = (search: string) => find(goods, search, ({ name, code, barcode }) => [name, code, barcode]).map(({ name }) => name);

describe('a search on this device', () => {
  it('minds neither accents nor capitals', () => {
    expect(fold('ÉLÉMENT')).toBe('element');
    expect(names('cafe')).toEqual(['Café Touba']);
    expect(names('BOEUF')).toEqual(['Bœuf en boîte']);
    expect(names('boite boeuf')).toEqual(['Bœuf en boîte']);
  });
  it('puts what begins with it first, and a whole code before all', () => {
    expect(names('lait')).toEqual(['Lait concentré', 'Grand lait']);
    expect(names('6002')).toEqual(['Lait concentré', 'Grand lait']);
    expect(names('p-0004')).toEqual(['Grand lait']);
  });
  it('gives everything for nothing, and nothing for what is not there', () => {
    expect(names(' ')).toHaveLength(4);
    expect(names('lait riz')).toEqual([]);
  });
});
