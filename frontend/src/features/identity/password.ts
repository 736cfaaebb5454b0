/**
 * How hard a password is to guess, 0 (refused) to 4: length first, variety second, and nothing for repeats, runs
 * and the words everybody tries. A hint only; the server judges.
 */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  if (password.length < 8) return 0;
  const lower = password.toLowerCase();
  if (/^(.)\1+$/.test(password) || COMMON.some((word) => lower.includes(word) && lower.length < word.length + 5)) return 1;
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const score = (password.length >= 10 ? 1 : 0) + (password.length >= 14 ? 1 : 0) + (distinct >= 8 ? 1 : 0) + (kinds >= 3 ? 1 : 0);
  return Math.max(1, Math.min(4, score)) as 1 | 2 | 3 | 4;
}

const COMMON = ['password', 'motdepasse', 'azerty', 'qwerty', '12345', 'digiboost', 'dakar', 'senegal', 'douala', 'bonjour', 'admin'];
