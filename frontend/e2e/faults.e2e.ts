import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { addProduct, atTheServer, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { mirrored, sellOne, workerReady } from './screens.ts';

const phone = withPhone();
const COUNTER = ['NewSalePage', 'SalePage', 'SalesPage', 'QueuePage', 'LoginPage'];
const TAKE = /Encaisser 1\s000\sF/;

async function begin(): Promise<Owner> {
  const page = phone.page();
  const owner = await openCompany(page);
  await addProduct(page, 'Riz parfumé 25 kg', '1 000', '50');
  await page.goto(`${BASE_URL}/sales/new`);
  await workerReady(page, COUNTER);
  await mirrored(page, 'product', 1);
  return owner;
}

async function fill(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('riz');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: TAKE }).waitFor();
}

/** The tab is gone at once, as when the system takes its memory: no event, no last write. */
async function kill(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const dead = page.waitForEvent('crash');
  // Its answer never comes: who would give it is gone.
  void cdp.send('Page.crash').catch(() => undefined);
  await dead;
  await page.close();
}

async function reopen(): Promise<Page> {
  const page = await phone.context().newPage();
  await page.goto(`${BASE_URL}/sales/new`);
  await page.getByRole('combobox', { name: 'Ajouter un produit' }).waitFor();
  return page;
}

const allSent = (page: Page) => page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden', timeout: 20_000 });

describe('a phone that fails', () => {
  it('dies in the middle of a sale, before the tap and right after it, and every sale counts once', async () => {
    const owner = await begin();
    await phone.context().setOffline(true);
    // The lock that lets one tab send at a time is as good as absent: both send, and the server has to see it.
    await phone.context().addInitScript(() => {
      const locks = navigator.locks;
      const request = locks.request.bind(locks) as (name: string, ...rest: unknown[]) => Promise<unknown>;
      locks.request = ((name: string, ...rest: unknown[]) => {
        const work = rest.at(-1) as () => unknown;
        return name.startsWith('digiboost-drain') ? Promise.resolve(work()) : request(name, ...rest);
      }) as typeof locks.request;
    });
    let page = phone.page();
    let sold = 0;
    for (const delay of [null, 0, 2, 5, 10, 25, 60]) {
      await fill(page);
      // From a finger's tap on nothing waits for the page any more.
      if (delay !== null) {
        await page.evaluate(() => {
          const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Encaisser'));
          setTimeout(() => button!.click());
        });
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      await kill(page);
      page = await reopen();
      await page.waitForTimeout(500);
      // What is still in the basket is taken again, as a person would; what is not, was recorded.
      if (await page.getByRole('button', { name: 'Un de plus : Riz parfumé 25 kg' }).count()) {
        await page.getByRole('button', { name: TAKE }).click();
        await page.getByText(/enregistrée/).first().waitFor();
      }
      sold += 1;
    }
    await page.getByRole('link', { name: `${sold} non envoyées` }).waitFor();
    const other = await reopen();
    await phone.context().setOffline(false);
    await Promise.all([page, other].map((tab) => tab.evaluate(() => dispatchEvent(new Event('online')))));
    await Promise.all([page, other].map(allSent));
    const { sales, onHand } = await atTheServer(owner);
    expect(sales).toHaveLength(sold);
    expect(onHand).toBe(50 - sold);
  });

  /** The phone has an older version of the worker; what the server gives is newer as soon as it is asked. */
  const olderVersion = () =>
    phone.context().route('**/sw.js', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${await answer.text()}\n// older` });
    });
  const update = async (page: Page) => {
    await page.evaluate(async () => {
      Object.assign(globalThis, { before: true });
      await (await navigator.serviceWorker.getRegistration())!.update();
    });
    await page.getByRole('button', { name: 'Mettre à jour' }).click();
  };
  const reloaded = (page: Page) => page.waitForFunction(() => !('before' in globalThis));

  it('gets a new version while it sends: the version waits', async () => {
    await olderVersion();
    const owner = await begin();
    const page = phone.page();
    await phone.context().setOffline(true);
    for (let count = 0; count < 2; count += 1) await sellOne(page, 'riz', TAKE);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await phone.context().route('**/api/v1/sync/push', async (route) => {
      await held;
      await route.continue();
    });
    await phone.context().setOffline(false);
    await page.getByText(/envoi en cours/).first().waitFor();
    await update(page);
    await page.waitForTimeout(2000);
    expect(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())!.waiting))).toBe(true);
    expect(await page.evaluate(() => 'before' in globalThis)).toBe(true);
    release();
    await reloaded(page);
    await allSent(page);
    const { sales, onHand } = await atTheServer(owner);
    expect(sales).toHaveLength(2);
    expect(onHand).toBe(48);
    expect(phone.errors).toEqual([]);
  });

  it('gets a new version while it cannot send: what waits survives it', async () => {
    await olderVersion();
    const owner = await begin();
    const page = phone.page();
    await phone.context().route('**/api/v1/sync/push', (route) => route.abort());
    await sellOne(page, 'riz', TAKE);
    await page.getByRole('link', { name: '1 non envoyée' }).waitFor();
    await update(page);
    await reloaded(page);
    await page.getByRole('link', { name: '1 non envoyée' }).waitFor();
    await phone.context().unroute('**/api/v1/sync/push');
    await page.goto(`${BASE_URL}/envois`);
    await page.getByRole('button', { name: 'Envoyer maintenant' }).click({ timeout: 3000 }).catch(() => undefined);
    await page.getByText('Tout est envoyé').waitFor();
    expect((await atTheServer(owner)).sales).toHaveLength(1);
    expect(phone.errors).toEqual([]);
  });

  it('lost its session while it had no network: it asks for the password, and sends everything', async () => {
    const owner = await begin();
    const page = phone.page();
    await phone.context().setOffline(true);
    for (let count = 0; count < 3; count += 1) await sellOne(page, 'riz', TAKE);
    const desk = await elsewhere(owner);
    const { items } = (await (await desk.get('/api/v1/devices')).json()) as { items: { id: string; current: boolean }[] };
    for (const { id } of items.filter(({ current }) => !current)) expect((await desk.delete(`/api/v1/devices/${id}`)).status()).toBe(204);
    expect((await atTheServer(owner)).sales).toHaveLength(0);

    await phone.context().setOffline(false);
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    expect((await atTheServer(owner)).sales).toHaveLength(0);
    const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name!));
    expect(names.filter((name) => name.endsWith(':queue'))).toHaveLength(1);
    await page.getByLabel('Adresse e-mail').fill(owner.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).waitFor();
    await allSent(page);
    const { sales, onHand } = await atTheServer(owner);
    expect(sales).toHaveLength(3);
    expect(onHand).toBe(47);
    expect(phone.errors).toEqual([]);
  });

  it.each([
    ['3 hours ahead', 3],
    ['3 hours behind', -3],
    ['3 days ahead', 72],
    ['3 days behind', -72],
  ])('has a clock that is %s: its sales arrive on the right day, and it says so', async (_, hours) => {
    const owner = await begin();
    await phone.page().close();
    await phone.context().addInitScript((shift) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given: unknown[]) {
          if (given.length) super(...(given as [number]));
          else super(Real.now() + shift);
        }
        static override now = () => Real.now() + shift;
      } as DateConstructor;
    }, hours * 3_600_000);
    const page = await phone.context().newPage();
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).waitFor();
    await phone.context().setOffline(true);
    const began = Date.now();
    await sellOne(page, 'riz', TAKE);
    await sellOne(page, 'riz', TAKE);
    await phone.context().setOffline(false);
    await page.getByText(/L’heure de ce téléphone n’est pas juste/).waitFor();
    await allSent(page);
    const { sales } = await atTheServer(owner);
    expect(sales).toHaveLength(2);
    // Up to a day the phone is believed, where it names no moment that is yet to come.
    const shift = hours === -3 ? hours * 3_600_000 : 0;
    for (const { occurred_at } of sales) {
      expect(Date.parse(occurred_at)).toBeGreaterThan(began + shift - 5000);
      expect(Date.parse(occurred_at)).toBeLessThan(Date.now() + shift + 5000);
    }
  });
});
