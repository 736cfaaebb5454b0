import { describe, expect, it } from 'vitest';
import { digitsOf } from './code';

describe('the digits of a code', () => {
  it('are found in a pasted message', () => {
    expect(digitsOf('123456 est votre code de connexion, valable 5 min.\n\n@digiboost.example #123456')).toBe('123456');
    expect(digitsOf('Votre code : 004217.')).toBe('004217');
  });

  it('are those that were typed, and no more than six', () => {
    expect(digitsOf('12a3')).toBe('123');
    expect(digitsOf('123 456 78')).toBe('123456');
    expect(digitsOf('1234567')).toBe('123456');
    expect(digitsOf('')).toBe('');
  });

  it('may be written in other digits', () => {
    expect(digitsOf('٠١٢٣٤٥')).toBe('012345');
    expect(digitsOf('۶۷۸۹۰۱')).toBe('678901');
  });
});
