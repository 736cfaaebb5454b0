import type { Page } from 'playwright-core';
import { sellOne } from './screens.ts';

export type Sent = { id: string; type: string; version: number; occurred_at: string; base_version: number | null; depends_on: string[]; payload: object };

/**
 * One of each that a shop does without network, made by the screens, the page of a product being open: goods in, goods
 * out, a count, a sale of each that is found by `words`, a customer.
 */
export async function models(page: Page, words: string[]): Promise<void> {
  for (const [button, amount] of [['Entrée', '5'], ['Sortie', '2'], ['Compter', '290']] as const) {
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').getByLabel(/Quantité/).fill(amount);
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  for (const word of words) await sellOne(page, word, /Encaisser/, true);
  await page.getByRole('combobox', { name: 'Client' }).fill('Fatou Diop');
  await page.getByRole('option', { name: 'Ajouter « Fatou Diop »' }).click();
  await page.getByRole('link', { name: `${4 + words.length} non envoyées` }).waitFor();
}

/** Makes the day's operations of those that the screens have just made, and puts them into another order. */
export const multiply = (page: Page, wanted: number) =>
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
