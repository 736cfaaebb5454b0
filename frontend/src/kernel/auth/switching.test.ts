import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queryClient } from '../api/query-client';
import { changeSeller, forgetSellers, readSeller, type Profile } from '../offline/profile';
import { unlock } from './lock';
import { adopt, profileNow } from './session';
import { countWrong, lockedFor, switchTo, TRIES, WINDOW_MS } from './switching';
import { accessToken, dropToken, holdSession, renew, type Session } from './token';
import { dropProof, proofInHand, proofMissing, settled, wantedActor } from './wanted';

const TENANT = { id: 'shop', name: 'Boutique', currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' };
const NAMES: Record<string, string> = { awa: 'owner', moussa: 'employee' };
const permissions = (id: string) => (id === 'awa' ? ['costs:read', 'sales:write'] : ['sales:write']);
const profile = (id: string): Profile =>
  ({ user: { id, full_name: id, role: NAMES[id], has_pin: true }, tenant: TENANT, permissions: permissions(id), opened_by: { id: 'awa', name: 'awa' }, profile: `tag-${id}` }) as unknown as Profile;
const session = (id: string): Session => ({ ...profile(id), access_token: `token-${id}-${(count += 1)}`, expires_in: 900, token_type: 'bearer' }) as unknown as Session;

let count = 0;
/** The server as far as it matters here: who acts, which PINs it knows, and whether it can be reached. */
let server: { acts: string; pins: Record<string, string>; active: string[]; away: boolean };
let asked: { path: string; body: Record<string, string>; token: string | null }[];

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

async function respond(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const body = request.body ? ((await request.json()) as Record<string, string>) : {};
  asked.push({ path: pathname, body, token: request.headers.get('Authorization') });
  if (server.away) throw new TypeError('network');
  if (pathname.endsWith('/auth/refresh')) {
    const known = request.headers.get('X-Profile') === `tag-${server.acts}`;
    return answer(known ? { access_token: `token-${server.acts}-${(count += 1)}`, expires_in: 900 } : session(server.acts));
  }
  if (pathname.endsWith('/auth/act')) {
    const to = body.user_id!;
    if (!server.active.includes(to)) return answer({ code: 'not_found' }, 404);
    if (body.pin && body.pin !== server.pins[to]) return answer({ code: 'pin_wrong' }, 403);
    if (!body.pin && to === 'awa' && server.acts !== 'awa') return answer({ code: 'pin_required' }, 403);
    server.acts = to;
    return answer(session(to));
  }
  return answer({});
}

const paths = () => asked.map(({ path }) => path.split('/').pop());
const go = (id: string, pin: string) => switchTo(profileNow()!, id, { pin });
/** What is on the disk of this device, in words. */
const disk = async () => JSON.stringify([{ ...localStorage }, await readSeller('shop', 'awa'), await readSeller('shop', 'moussa')]);

beforeEach(async () => {
  server = { acts: 'awa', pins: { awa: '2580', moussa: '1379' }, active: ['awa', 'moussa'], away: false };
  asked = [];
  vi.stubGlobal('fetch', respond);
  settled();
  unlock();
  await adopt(profile('awa'));
  holdSession(session('awa'));
  asked = [];
});
afterEach(async () => {
  vi.unstubAllGlobals();
  dropToken();
  await forgetSellers('shop');
});

/** Both have once given their PIN here with network; Awa acts. */
async function known() {
  await go('moussa', '1379');
  await go('awa', '2580');
  asked = [];
}

describe('switching with network', () => {
  it('is judged by the server the first time, and keeps a verifier, never the PIN', async () => {
    await go('moussa', '1379');
    expect(paths()).toEqual(['act']);
    expect(asked[0]!.body).toEqual({ user_id: 'moussa', pin: '1379' });
    expect(profileNow()).toMatchObject({ user: { id: 'moussa' }, permissions: ['sales:write'] });
    expect((await readSeller('shop', 'moussa'))?.verifier?.iterations).toBeGreaterThanOrEqual(310_000);
    expect(await disk()).not.toMatch(/1379/);
    expect(await accessToken()).toMatch(/^token-moussa/);
  });

  it('leaves nothing that the person before was shown', async () => {
    queryClient.setQueryData(['product', '1'], { purchase_price: 300 });
    await go('moussa', '1379');
    expect(queryClient.getQueryCache().getAll()).toEqual([]);
  });

  it('refuses a wrong PIN and changes nobody', async () => {
    await expect(go('moussa', '9999')).rejects.toMatchObject({ code: 'pin_wrong' });
    expect(profileNow()?.user.id).toBe('awa');
    expect((await readSeller('shop', 'moussa'))?.verifier).toBeUndefined();
  });

  it('accepts a PIN that was changed elsewhere, and keeps the new one', async () => {
    await known();
    server.pins.moussa = '8642';
    await go('moussa', '8642');
    server.away = true;
    await go('awa', '2580');
    await go('moussa', '8642');
    expect(profileNow()?.user.id).toBe('moussa');
  });
});

describe('switching without network', () => {
  it('needs the network the first time', async () => {
    server.away = true;
    await expect(go('moussa', '1379')).rejects.toMatchObject({ code: 'pin_offline' });
    expect(profileNow()?.user.id).toBe('awa');
  });

  it('goes down at once, and never again uses the token of the one before', async () => {
    await known();
    server.away = true;
    await go('moussa', '1379');
    expect(profileNow()).toMatchObject({ user: { id: 'moussa' }, permissions: ['sales:write'] });
    await expect(accessToken()).rejects.toMatchObject({ code: 'offline' });
    server.away = false;
    expect(await accessToken()).toMatch(/^token-moussa/);
    expect(server.acts).toBe('moussa');
    expect(wantedActor()).toBeNull();
  });

  it('keeps the PIN of a way up in memory alone until the server has it', async () => {
    await known();
    await go('moussa', '1379');
    await vi.waitFor(() => expect(server.acts).toBe('moussa'));
    await vi.waitFor(() => expect(wantedActor()).toBeNull());
    server.away = true;
    await go('awa', '2580');
    expect(profileNow()?.permissions).toContain('costs:read');
    expect(proofInHand()).toBe('2580');
    expect(await disk()).not.toMatch(/2580/);
    server.away = false;
    expect(await accessToken()).toMatch(/^token-awa/);
    expect(proofInHand()).toBeNull();
  });

  it('ends with the last of two who took over one after the other', async () => {
    await known();
    await go('moussa', '1379');
    await go('awa', '2580');
    await go('moussa', '1379');
    expect(await accessToken()).toMatch(/^token-moussa/);
    await vi.waitFor(() => expect(wantedActor()).toBeNull());
    expect([profileNow()?.user.id, server.acts]).toEqual(['moussa', 'moussa']);
  });

  it('asks for the PIN again when a reload lost it, and sends nothing meanwhile', async () => {
    await known();
    await go('moussa', '1379');
    await vi.waitFor(() => expect(wantedActor()).toBeNull());
    server.away = true;
    await go('awa', '2580');
    await expect(renew()).rejects.toMatchObject({ code: 'offline' });
    dropProof();
    server.away = false;
    await expect(renew()).rejects.toMatchObject({ code: 'pin_required' });
    expect(proofMissing()).toBe(true);
    asked = [];
    await expect(accessToken()).rejects.toMatchObject({ code: 'pin_required' });
    expect(asked).toEqual([]);
    await go('awa', '2580');
    expect(proofMissing()).toBe(false);
    expect(server.acts).toBe('awa');
  });

  it('does not fall back to the one before when the PIN is another by now', async () => {
    await known();
    server.away = true;
    await go('moussa', '1379');
    server.pins.moussa = '8642';
    server.away = false;
    expect(await accessToken()).toMatch(/^token-moussa/);
    expect(profileNow()?.user.id).toBe('moussa');
    expect((await readSeller('shop', 'moussa'))?.verifier).toBeNull();
  });

  it('locks the phone when whoever took over may not act any more', async () => {
    await known();
    server.away = true;
    await go('moussa', '1379');
    server.active = ['awa'];
    server.away = false;
    await accessToken();
    expect(profileNow()?.user.id).toBe('awa');
    expect(localStorage.getItem('digiboost.locked')).toBe('1');
  });

  it('judges five wrong PINs in a quarter of an hour, then none', async () => {
    await known();
    server.away = true;
    for (let i = 0; i < TRIES; i += 1) await expect(go('moussa', '9999')).rejects.toMatchObject({ code: 'pin_wrong_here' });
    await expect(go('moussa', '1379')).rejects.toMatchObject({ code: 'pin_locked_here' });
    await changeSeller('shop', 'moussa', (seller) => seller && { ...seller, since: Date.now() - WINDOW_MS - 1 });
    await go('moussa', '1379');
    expect(profileNow()?.user.id).toBe('moussa');
  });
});

describe('unlocking', () => {
  it('asks the one who was here for their own PIN, without network', async () => {
    await known();
    localStorage.setItem('digiboost.locked', '1');
    server.away = true;
    asked = [];
    await expect(go('awa', '1379')).rejects.toMatchObject({ code: 'pin_wrong_here' });
    expect(localStorage.getItem('digiboost.locked')).toBe('1');
    await go('awa', '2580');
    expect(localStorage.getItem('digiboost.locked')).toBeNull();
    expect(wantedActor()).toBeNull();
  });
});

it('counts wrong PINs within a window', () => {
  const seller = { profile: profile('awa'), verifier: null, wrong: 0, since: 0 };
  let now = seller;
  for (let i = 0; i < 4; i += 1) now = countWrong(now, 1000 + i) as typeof seller;
  expect(lockedFor(now, 2000)).toBe(0);
  now = countWrong(now, 2000) as typeof seller;
  expect(lockedFor(now, 2000)).toBe(WINDOW_MS - 1000);
  expect(lockedFor(now, 1000 + WINDOW_MS)).toBe(0);
  expect(countWrong(now, 1000 + WINDOW_MS)).toMatchObject({ wrong: 1, since: 1000 + WINDOW_MS });
});
