import { describe, expect, it } from 'vitest';
import { fits, isPin, ITERATIONS, makeVerifier } from './pin';

describe('a verifier', () => {
  it('fits the PIN that it was made of, and no other', async () => {
    const verifier = (await makeVerifier('2580'))!;
    expect(await fits('2580', verifier)).toBe(true);
    for (const wrong of ['2581', '258', '25800', '', '0852']) expect(await fits(wrong, verifier)).toBe(false);
  });

  it('is a slow, salted hash in which the PIN is not found', async () => {
    expect(ITERATIONS).toBeGreaterThanOrEqual(310_000);
    const [one, two] = [(await makeVerifier('2580'))!, (await makeVerifier('2580'))!];
    expect(one.iterations).toBe(ITERATIONS);
    expect(one.salt).toHaveLength(16);
    expect(one.hash).toHaveLength(32);
    expect([...one.salt]).not.toEqual([...two.salt]);
    expect([...one.hash]).not.toEqual([...two.hash]);
    expect(Object.keys(one).sort()).toEqual(['hash', 'iterations', 'salt']);
  });

  it('has 4 to 6 digits', () => {
    expect(['1379', '13792', '137924'].every(isPin)).toBe(true);
    expect(['', '137', '1379246', '12a4', '١٢٣٤', ' 1379'].some(isPin)).toBe(false);
  });
});
