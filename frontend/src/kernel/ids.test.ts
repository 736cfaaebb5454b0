import { expect, it } from 'vitest';
import { newId } from './ids';

it('makes UUIDv7 that sort by time', () => {
  const first = newId(1_700_000_000_000);
  const second = newId(1_700_000_000_001);
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first < second).toBe(true);
  expect(parseInt(first.replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000);
});
