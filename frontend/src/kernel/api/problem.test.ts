import { describe, expect, it } from 'vitest';
import { explain, offlineProblem, Problem, problemOf } from './problem';

describe('a problem', () => {
  it('of the API speaks for itself', () => {
    const problem = new Problem(409, { code: 'last_owner', title: 'Dernier propriétaire', detail: 'Il en faut un.' });
    expect(explain(problem)).toEqual({ title: 'Dernier propriétaire', advice: 'Il en faut un.' });
  });

  it('of the network is ours to explain', () => {
    expect(explain(offlineProblem()).title).toBe('Pas de réseau');
    expect(offlineProblem().passing).toBe(true);
  });

  it('of a proxy that answers with a page still says something useful', async () => {
    const problem = await problemOf(new Response('<html>Bad gateway</html>', { status: 502, headers: { 'Retry-After': '7' } }));
    expect(problem).toMatchObject({ status: 502, code: 'http_502', retryAfter: 7, passing: true });
    expect(explain(problem).advice).toContain('Rien n’est perdu');
  });

  it('names the fields it is about, by their last part', () => {
    const problem = new Problem(422, { code: 'validation', errors: [{ field: 'body.email', code: 'field.value_error', message: 'Adresse incorrecte.' }] });
    expect(problem.fieldError('email')).toBe('Adresse incorrecte.');
    expect(problem.fieldError('mail')).toBeUndefined();
  });

  it('that is none is called unexpected', () => {
    expect(explain(new TypeError('x is undefined')).title).toBe('Quelque chose n’a pas marché');
  });
});
