/**
 * Five hundred operations of a day without network, on a network that cuts three connections in ten, out of order
 * and sent by two tabs at once: the server ends up as after a clean run. Runs with E2E_HEAVY=1.
 */
import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { addProduct, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, sellOne, workerReady } from './screens.ts';

const phone = withPhone();
const OPERATIONS = 500;
const CUT = 0.3;
const GOODS = ['Riz parfumé 25 kg', 'Huile 5 L', 'Savon Madar'];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

type Sent = { id: string; type: string; version: number; occurred_at: string; base_version: number | null; depends_on: string[]; payload: object };
type State = { levels: Record<string, number>; sales: number; revenue: number; customers: number };

async function pages<T>(api: APIRequestContext, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = (await (await api.get(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).json()) as { items: T[]; next_cursor: string | null };
    all.push(...answer.items);
    cursor = answer.next_cursor;
  }
  return all;
}

async function stateOf(owner: Owner): Promise<State> {
  const api = await elsewhere(owner);
  const levels = await pages<{ name: string; on_hand: number }>(api, '/api/v1/stock/levels?limit=100');
  const sales = await pages<{ total: number }>(api, '/api/v1/sales?limit=100');
  const customers = await pages<object>(api, '/api/v1/customers?limit=100');
  await api.dispose();
  return {
    levels: Object.fromEntries(levels.map(({ name, on_hand }) => [name, on_hand])),
    sales: sales.length,
    revenue: sales.reduce((sum, { total }) => sum + total, 0),
    customers: customers.length,
  };
}

/** Makes the day's operations of those that the screens have just made, and puts them into another order. */
const multiply = (page: Page, wanted: number) =>
  page.evaluate(async (wanted) => {
    type Stored = Sent & { seq?: number; op_id: string; lane: string; creates: string[]; payload: { lines?: { quantity?: number; counted?: number }[]; quantity?: number } };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const name = (await indexedDB.databases()).find((one) => one.name!.endsWith(':queue'))!.name!;
    const database = await done(indexedDB.open(name));
    const models = (await done(database.transaction('operations').objectStore('operations').getAll())).filter(({ status }) => status !== 'acked') as Stored[];
    let luck = 7;
    const chance = (below: number) => (luck = (luck * 48271) % 2147483647) % below;
    const began = Date.now() - 6 * 3_600_000;
    const fresh = () => {
      const time = Date.now().toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
    };
    const share: Record<string, number> = { 'sale.record': 86, 'stock.move': 8, 'stock.count': 4, 'customer.create': 2 };
    const day = Array.from({ length: wanted }, (_, place) => {
      let left = chance(100);
      const type = Object.keys(share).find((one) => (left -= share[one]!) < 0)!;
      const choice = models.filter((model) => model.type === type);
      const model = choice[chance(choice.length)]!;
      // What the operation itself brings into being is new; the products stay what they are.
      const own = new Set([model.op_id, ...model.creates, ...(JSON.stringify(model.payload.lines ?? []).match(/"id":"[^"]+"/g) ?? []).map((text) => text.slice(6, -1))]);
      let text = JSON.stringify(model);
      for (const id of own) text = text.replaceAll(id, fresh());
      const made = JSON.parse(text) as Stored;
      delete made.seq;
      made.occurred_at = new Date(began + place * 40_000).toISOString();
      for (const line of made.payload.lines ?? []) {
        if (line.quantity !== undefined) line.quantity = 1 + chance(3);
        if (line.counted !== undefined) line.counted = 100 + chance(400);
      }
      if (type === 'stock.move') made.payload.quantity = 1 + chance(20);
      if (type.startsWith('stock.')) made.lane = `${made.lane}:${place}`;
      return made;
    });
    const mixed = [...day];
    for (let place = mixed.length - 1; place > 0; place -= 1) {
      const other = chance(place + 1);
      [mixed[place], mixed[other]] = [mixed[other]!, mixed[place]!];
    }
    const tx = database.transaction('operations', 'readwrite');
    for (const { seq } of models) tx.objectStore('operations').delete(seq!);
    for (const operation of mixed) tx.objectStore('operations').add(operation);
    await new Promise((resolve) => (tx.oncomplete = resolve));
    database.close();
    return day.map(({ op_id, type, version, occurred_at, base_version, depends_on, payload }) => ({ id: op_id, type, version, occurred_at, base_version, depends_on, payload }));
  }, wanted) as Promise<Sent[]>;

/** The same day in another company, in order, at a desk with a good network. */
async function cleanRun(owner: Owner, day: Sent[], products: Map<string, string>): Promise<void> {
  const api = await elsewhere(owner);
  const renamed = new Map<string, string>();
  const text = JSON.stringify(day).replace(UUID, (id) => products.get(id) ?? renamed.get(id) ?? renamed.set(id, randomUUID()).get(id)!);
  const operations = JSON.parse(text) as Sent[];
  for (let start = 0; start < operations.length; start += 50) {
    const answer = await api.post('/api/v1/sync/push', { data: { sent_at: new Date().toISOString(), operations: operations.slice(start, start + 50) } });
    const { verdicts } = (await answer.json()) as { verdicts: { status: string }[] };
    expect(verdicts.filter(({ status }) => status !== 'applied')).toEqual([]);
  }
  await api.dispose();
}

async function company(page: Page): Promise<{ owner: Owner; ids: Map<string, string> }> {
  const owner = await openCompany(page);
  for (const [place, name] of GOODS.entries()) await addProduct(page, name, String(500 * (place + 1)), '300');
  await page.getByText('300 pièces').first().waitFor();
  const api = await elsewhere(owner);
  const levels = await pages<{ name: string; product_id: string }>(api, '/api/v1/stock/levels?limit=100');
  await api.dispose();
  return { owner, ids: new Map(levels.map(({ name, product_id }) => [name, product_id])) };
}

describe.skipIf(!process.env.E2E_HEAVY)('five hundred operations on a network that cuts', () => {
  it('arrive once each, whatever the order', { timeout: 400_000 }, async () => {
    const other = await phone.another();
    const clean = await company(other);
    await other.context().close();
    const page = phone.page();
    const { owner, ids } = await company(page);
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).waitFor();
    await page.goto(`${BASE_URL}/products/${ids.get(GOODS[0]!)}`);
    await page.getByText('300 pièces').first().waitFor();
    await workerReady(page, ['NewSalePage', 'SalePage', 'SalesPage', 'QueuePage']);
    await mirrored(page, 'product', GOODS.length);
    // Models of everything, made by the screens.
    await phone.context().setOffline(true);
    for (const [button, amount] of [['Entrée', '5'], ['Sortie', '2'], ['Compter', '290']] as const) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('dialog').getByLabel(/Quantité/).fill(amount);
      await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    for (const name of GOODS) await sellOne(page, name.split(' ')[0]!, /Encaisser/, true);
    await page.getByRole('combobox', { name: 'Client' }).fill('Fatou Diop');
    await page.getByRole('option', { name: 'Ajouter « Fatou Diop »' }).click();
    await page.getByRole('link', { name: '7 non envoyées' }).waitFor();
    await page.goto('about:blank');
    await page.goto(`${BASE_URL}/envois`);
    const day = await multiply(page, OPERATIONS);

    await phone.context().addInitScript(() => {
      const request = navigator.locks.request.bind(navigator.locks) as (name: string, ...rest: unknown[]) => Promise<unknown>;
      navigator.locks.request = ((name: string, ...rest: unknown[]) =>
        name.startsWith('digiboost-drain') ? Promise.resolve((rest.at(-1) as () => unknown)()) : request(name, ...rest)) as LockManager['request'];
    });
    let requests = 0;
    let cut = 0;
    let luck = 11;
    const chance = () => (luck = (luck * 48271) % 2147483647) / 2147483647;
    await phone.context().route('**/api/v1/**', async (route) => {
      const isExchange = route.request().url().includes('/sync/');
      if (isExchange) requests += 1;
      if (chance() >= CUT || route.request().url().includes('/auth/')) return route.continue();
      if (isExchange) cut += 1;
      // Half of them are lost on the way back: the server has done its work.
      if (chance() < 0.5) await route.fetch().catch(() => undefined);
      return route.abort().catch(() => undefined);
    });
    await page.reload();
    const second = await phone.context().newPage();
    await second.goto(`${BASE_URL}/envois`);
    await page.getByRole('link', { name: `${OPERATIONS} non envoyées` }).waitFor();
    const began = Date.now();
    await phone.context().setOffline(false);
    while (await page.getByRole('link', { name: /non envoyée/ }).isVisible()) {
      for (const tab of [page, second]) await tab.evaluate(() => dispatchEvent(new Event('online')));
      await page.waitForTimeout(500);
      expect(Date.now() - began, 'still not sent').toBeLessThan(240_000);
    }
    const seconds = (Date.now() - began) / 1000;
    await phone.context().unroute('**/api/v1/**');

    const names = new Map([...ids].map(([name, id]) => [id, clean.ids.get(name)!]));
    await cleanRun(clean.owner, day, names);
    const [wild, calm] = [await stateOf(owner), await stateOf(clean.owner)];
    const dropped = day.filter(({ type }) => type === 'sale.record').length - wild.sales;
    console.log(`storm.operations ${OPERATIONS}\nstorm.seconds ${seconds.toFixed(1)}\nstorm.requests ${requests}\nstorm.cut ${cut}\nstorm.dropped ${dropped}`);
    expect(dropped).toBe(0);
    expect(wild).toEqual(calm);
    expect(phone.errors).toEqual([]);
  });
});
