import { randomUUID } from 'node:crypto';
import { request, type APIRequestContext, type Page } from 'playwright-core';
import { BASE_URL } from './browser.ts';
import { elsewhere, type Owner } from './company.ts';

export type Sent = { name: string; phone: string; providerId: string; serviceId: string; zoneId: string };

const taken = async <T>(answer: { status(): number; text(): Promise<string>; json(): Promise<unknown> }): Promise<T> => {
  if (answer.status() >= 300) throw new Error(`${answer.status()} ${await answer.text()}`);
  return (answer.status() === 204 ? null : await answer.json()) as T;
};
const post = async <T>(api: APIRequestContext, path: string, data: object = {}) => taken<T>(await api.post(path, { data }));

let last = Math.floor(Math.random() * 9_000_000);

/** Somebody whom the company sends out: a plumber of Médina with a phone of their own. */
export async function hire(owner: Owner, name = 'Modou Fall'): Promise<Sent> {
  const api = await elsewhere(owner);
  const { items } = await taken<{ items: { id: string; name: string }[] }>(await api.post('/api/v1/zones/ready-made', { data: { city: 'dakar' } }));
  const zone = items.find((one) => /Médina/.test(one.name)) ?? items[0]!;
  const service = await post<{ id: string }>(api, '/api/v1/services', { name: 'Plomberie', base_price: 5000, minutes: 60 });
  last = (last + 1) % 10_000_000;
  const phone = `+22177${String(last).padStart(7, '0')}`;
  const provider = await post<{ id: string }>(api, '/api/v1/providers', { name, phone, service_ids: [service.id], zone_ids: [zone.id], capacity: 3 });
  await api.dispose();
  return { name, phone, providerId: provider.id, serviceId: service.id, zoneId: zone.id };
}

const BROWSER = { 'X-Digiboost': '1', Origin: BASE_URL };

/** The session of a phone, by the code that was sent to it, which the company reads where no channel is configured. */
async function verified(through: APIRequestContext, owner: Owner, phone: string): Promise<{ access_token: string }> {
  const api = await elsewhere(owner);
  const asked = await through.post(`${BASE_URL}/api/v1/auth/codes`, { data: { phone }, headers: BROWSER });
  if (!asked.ok()) throw new Error(await asked.text());
  let code: string | undefined;
  for (let turn = 0; turn < 60 && !code; turn += 1) {
    const { items } = await taken<{ items: { id: string }[] }>(await api.get('/api/v1/notifications/messages?limit=20'));
    for (const { id } of items) {
      const { body } = await taken<{ body: string | null }>(await api.get(`/api/v1/notifications/messages/${id}`));
      code ??= /\b(\d{6})\b/.exec(body ?? '')?.[1];
    }
    if (!code) await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await api.dispose();
  if (!code) throw new Error('no code was sent');
  return taken(await through.post(`${BASE_URL}/api/v1/auth/codes/verify`, { data: { phone, code }, headers: BROWSER }));
}

/** Signs in on a phone. */
export async function enter(page: Page, owner: Owner, { phone }: Sent): Promise<void> {
  await page.goto(`${BASE_URL}/login`);
  await verified(page.request, owner, phone);
  await page.evaluate(() => localStorage.setItem('digiboost.session', 'field'));
  await page.goto(`${BASE_URL}/`);
  await page.waitForURL((url) => url.pathname === '/p');
}

type Step = 'enroute' | 'arrived' | 'diagnostic' | 'repair' | 'completed' | 'give_back';
export type Worker = {
  /** Says that a step was made; resolves with the moment at which the server had it, in ms. */
  step: (requestId: string, step: Step, more?: object) => Promise<number>;
  leave: () => Promise<void>;
};

/** Somebody who is sent out, as their phone speaks to the server: for tests that look at somebody else's screen. */
export async function atWork(owner: Owner, { phone }: Sent): Promise<Worker> {
  const open = await request.newContext();
  const { access_token } = await verified(open, owner, phone);
  await open.dispose();
  const api = await request.newContext({ baseURL: BASE_URL, extraHTTPHeaders: { Authorization: `Bearer ${access_token}` } });
  return {
    step: async (requestId, step, more = {}) => {
      const { version } = await taken<{ version: number }>(await api.get(`/api/v1/missions/${requestId}`));
      const took = await post<{ noted: boolean }>(api, `/api/v1/missions/${requestId}/steps`, { id: randomUUID(), step, occurred_at: new Date().toISOString(), version, ...more });
      if (took.noted) throw new Error(`${step} was only noted`);
      return Date.now();
    },
    leave: () => api.dispose(),
  };
}

/** A client asks for a plumber; dispatch does the rest. */
export async function ask(owner: Owner, { serviceId, zoneId }: Sent, more: object = {}): Promise<string> {
  const api = await elsewhere(owner);
  const { id } = await post<{ id: string }>(api, '/api/v1/requests', {
    client_name: 'Fatou Diop',
    client_phone: '+221771234567',
    service_id: serviceId,
    zone_id: zoneId,
    landmark: 'derrière la pharmacie',
    description: 'Fuite sous l’évier de la cuisine, l’eau coule depuis ce matin.',
    urgency: 'urgent',
    budget: 25000,
    ...more,
  });
  await api.dispose();
  return id;
}
