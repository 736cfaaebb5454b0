import { expect, it } from 'vitest';
import { fieldLabel, missingFields } from './fields';

const fields = [
  { name: 'date', group: 0 },
  { name: 'time', group: null },
  { name: 'product_code', group: 1 },
  { name: 'product_name', group: 1 },
  { name: 'quantity', group: 2 },
];

it('asks for one column of each group that is needed', () => {
  const mapping = { date: 'Date', time: null, product_code: null, product_name: null, quantity: 'Qté' };
  expect(missingFields(fields, mapping)).toEqual([['product_code', 'product_name']]);
  expect(missingFields(fields, { ...mapping, product_name: 'Désignation' })).toEqual([]);
});

it('names fields, and shows an unknown one as it comes', () => {
  expect(fieldLabel('unit_price')).toBe('Prix unitaire');
  expect(fieldLabel('some_new_field')).toBe('some new field');
});
