import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { adopt } from '@/kernel/auth/session';
import { holdSession } from '@/kernel/auth/token';
import { readPreference, writePreference } from '@/kernel/preferences';
import { forgetPush } from '@/kernel/push';
import { base64url, bytesOf, mine, pushState, renew, switchOff, switchOn } from './push';

const KEY = base64url(Uint8Array.from({ length: 65 }, (_, index) => index).buffer);

/** A browser's push manager: one subscription, whose address changes when it is made anew. */
class Manager {
  subscription: { endpoint: string; options: { applicationServerKey: ArrayBuffer }; getKey: (name: string) => ArrayBuffer; unsubscribe: () => Promise<boolean> } | null = null;
  made = 0;
  getSubscription = async () => this.subscription;
  subscribe = async ({ applicationServerKey }: { applicationServerKey: Uint8Array<ArrayBuffer> }) => {
    if (this.subscription) return this.subscription;
    this.made += 1;
    this.subscription = {
      endpoint: `https://push.example/${this.made}`,
      options: { applicationServerKey: applicationServerKey.buffer },
      getKey: (name) => new TextEncoder().encode(name).buffer as ArrayBuffer,
      unsubscribe: async () => {
        this.subscription = null;
        return true;
      },
    };
    return this.subscription;
  };
}

let manager: Manager;
let permission: NotificationPermission;
const asked: { method: string; path: string; body: string }[] = [];

beforeEach(async () => {
  manager = new Manager();
  permission = 'default';
  asked.length = 0;
  const registration = { pushManager: manager };
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as object, { serviceWorker: { ready: Promise.resolve(registration), getRegistration: async () => registration } }));
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', {
    get permission() {
      return permission;
    },
    requestPermission: async () => permission,
  });
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname;
    asked.push({ method: request.method, path, body: await request.text() });
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    return Response.json(path.endsWith('/channels') ? { items: [], vapid_public_key: KEY } : { id: `d${asked.length}`, label: 'Chrome', created_at: '2026-06-01T00:00:00Z' });
  });
  const profile = { user: { id: 'awa' }, tenant: { id: 'shop', currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' }, permissions: [], opened_by: { id: 'awa', name: 'Awa' }, profile: null };
  await adopt(profile as never);
  holdSession({ ...profile, access_token: 'token', expires_in: 900 } as never);
});
afterEach(() => vi.unstubAllGlobals());

describe('notifications of this device', () => {
  it('are asked for once, and the server is told where it is reached', async () => {
    expect(await pushState()).toBe('ask');
    permission = 'granted';
    expect(await switchOn(KEY)).toBe('on');
    expect(asked).toEqual([
      { method: 'POST', path: '/api/v1/notifications/push-subscriptions', body: JSON.stringify({ endpoint: 'https://push.example/1', p256dh: base64url(new TextEncoder().encode('p256dh').buffer as ArrayBuffer), auth: base64url(new TextEncoder().encode('auth').buffer as ArrayBuffer) }) },
    ]);
    expect(await pushState()).toBe('on');
    expect(mine()).toMatchObject({ user: 'awa', endpoint: 'https://push.example/1' });
  });

  it('stay off when the person says no, and say so', async () => {
    permission = 'denied';
    expect(await switchOn(KEY)).toBe('denied');
    expect(manager.made).toBe(0);
  });

  it('are those of whoever allowed them, not of the next who takes the phone', async () => {
    permission = 'granted';
    await switchOn(KEY);
    writePreference('push', readPreference('push')!.replace('awa', 'moussa'));
    expect(mine()).toBeNull();
    expect(await pushState()).toBe('off');
  });

  it('are made anew with another key of ours', async () => {
    permission = 'granted';
    await switchOn(KEY);
    const other = base64url(Uint8Array.from({ length: 65 }, () => 7).buffer);
    await switchOn(other);
    expect(mine()!.endpoint).toBe('https://push.example/2');
  });

  it('follow a change of address, and come back when the browser dropped them', async () => {
    permission = 'granted';
    await switchOn(KEY);
    asked.length = 0;
    await renew();
    expect(asked).toEqual([]);
    manager.subscription!.endpoint = 'https://push.example/moved';
    await renew();
    expect(mine()!.endpoint).toBe('https://push.example/moved');
    manager.subscription = null;
    await renew();
    expect(mine()!.endpoint).toBe('https://push.example/2');
  });

  it('end here when they are removed here, and at a sign-out', async () => {
    permission = 'granted';
    await switchOn(KEY);
    await switchOff('another');
    expect(manager.subscription).not.toBeNull();
    await switchOff(mine()!.id);
    expect(manager.subscription).toBeNull();
    expect(mine()).toBeNull();
    await switchOn(KEY);
    await forgetPush();
    expect(manager.subscription).toBeNull();
    expect(readPreference('push')).toBeNull();
  });
});

describe('keys of web push', () => {
  it('pass from text to bytes and back', () => {
    const bytes = Uint8Array.from({ length: 65 }, (_, index) => (index * 37) % 256);
    const text = base64url(bytes.buffer);
    expect(text).not.toMatch(/[+/=]/);
    expect([...bytesOf(text)]).toEqual([...bytes]);
  });

  it('are empty where a browser gives none', () => {
    expect(base64url(null)).toBe('');
  });
});
