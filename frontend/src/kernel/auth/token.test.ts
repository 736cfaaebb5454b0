import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/problem';
import { accessToken, dropToken, holdSession, renew, watchTokens, type Session } from './token';

const session = (token: string, seconds = 900) => ({ access_token: token, token_type: 'bearer', expires_in: seconds, permissions: [] }) as unknown as Session;
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

let requests: Request[];
let reply: () => Promise<Response>;
const ended = vi.fn();

beforeEach(() => {
  requests = [];
  ended.mockClear();
  dropToken();
  watchTokens({ session: () => {}, ended });
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    return reply();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('access token', () => {
  it('is asked for once, however many requests wait for it', async () => {
    reply = () => new Promise((resolve) => setTimeout(() => resolve(answer(session('one'))), 20));
    const tokens = await Promise.all([accessToken(), accessToken(), renew(), accessToken()]);
    expect(tokens).toEqual(['one', 'one', 'one', 'one']);
    expect(requests).toHaveLength(1);
    expect(new URL(requests[0]!.url).pathname).toBe('/api/v1/auth/refresh');
    expect(requests[0]!.headers.get('X-Digiboost')).toBe('1');
  });

  it('is reused until half a minute before its end', async () => {
    reply = async () => answer(session('next'));
    holdSession(session('held', 900));
    expect(await accessToken()).toBe('held');
    holdSession(session('short', 20));
    expect(await accessToken()).toBe('next');
    expect(requests).toHaveLength(1);
  });

  it('ends the session only when the server refuses', async () => {
    reply = () => Promise.reject(new TypeError('network'));
    await expect(accessToken()).rejects.toMatchObject({ code: 'offline', status: 0 });
    reply = async () => answer({ code: 'unavailable' }, 503);
    await expect(accessToken()).rejects.toBeInstanceOf(Problem);
    expect(ended).not.toHaveBeenCalled();
    reply = async () => answer({ code: 'session_ended', title: 'Session terminée' }, 401);
    await expect(accessToken()).rejects.toMatchObject({ code: 'session_ended' });
    expect(ended).toHaveBeenCalledOnce();
  });

  it('asks again after a failure', async () => {
    reply = () => Promise.reject(new TypeError('network'));
    await expect(accessToken()).rejects.toBeInstanceOf(Problem);
    reply = async () => answer(session('later'));
    expect(await accessToken()).toBe('later');
  });
});
