import { expect, it } from 'vitest';
import { passwordStrength } from './password';

it.each([
  ['court', 0],
  ['aaaaaaaaaaaa', 1],
  ['motdepasse1', 1],
  ['azerty12', 1],
  ['thiebdien9', 2],
  ['Thiébou-dieune 14h', 4],
])('rates %j as %d', (password, strength) => expect(passwordStrength(password)).toBe(strength));
