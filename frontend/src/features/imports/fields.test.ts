import { expect, it } from 'vitest';
import { fieldLabel, missingFields } from './fields';

it('asks for one column of each group that a kind needs', () => {
  const mapping = { date: 'Date', product_code: null, product_name: null, quantity: 'Qté' };
  expect(missingFields('sales', mapping)).toEqual([['product_code', 'product_name']]);
  expect(missingFields('sales', { ...mapping, product_name: 'Désignation' })).toEqual([]);
});

it('names fields, and shows an unknown one as it comes', () => {
  expect(fieldLabel('unit_price')).toBe('Prix unitaire');
  expect(fieldLabel('some_new_field')).toBe('some new field');
});
