import type { Page } from 'playwright-core';
import { BASE_URL, DEMO } from './browser.ts';

export type Screen = { name: string; path: string; open?: (page: Page) => Promise<void> };

export const OUTSIDE: Screen[] = [
  { name: 'login', path: '/login' },
  { name: 'login-phone', path: '/login', open: (page) => page.getByRole('button', { name: /WhatsApp/ }).click() },
  {
    name: 'login-code',
    path: '/login',
    open: async (page) => {
      await page.getByRole('button', { name: /WhatsApp/ }).click();
      await page.locator('input[type=tel]').fill(`77 ${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`);
      await page.locator('form button[type=submit]').click();
      await page.locator('input[autocomplete=one-time-code]').waitFor();
    },
  },
  { name: 'recover', path: '/recover' },
  { name: 'signup', path: '/signup' },
  { name: 'invitation', path: '/invitation#not-a-real-token' },
];

const firstOf = (list: string) => async (page: Page) => {
  const link = page.locator(`main a[href^="${list}/"]:not([href$="/new"]):visible`).first();
  await link.click();
  await page.waitForURL((url) => url.pathname.startsWith(`${list}/`));
};

/** The report of an import that waits for its confirmation; sends a small file when there is none. */
async function checkedImport(page: Page): Promise<void> {
  if (await page.locator('main a[href^="/imports/"]:not([href$="/new"])').count()) return firstOf('/imports')(page);
  await page.goto(`${BASE_URL}/imports/new`);
  const lines = ['Désignation;Prix de vente;Prix d’achat;Stock', 'Brouette;32 500 F;27 000 F;4', 'Pelle ronde;6 500 F;4 800 F;douze'];
  await page.locator('input[type=file]').setInputFiles({ name: 'nouveautés.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await page.locator('.counts').waitFor();
}

/** A message that was sent; sends oneself a trial when there is none. */
async function sentMessage(page: Page): Promise<void> {
  if (!(await page.locator('main a[href^="/messages/"]').count())) {
    await page.goto(`${BASE_URL}/settings/notifications`);
    await page.getByRole('button', { name: /M’envoyer un essai|Send me a trial/ }).last().click();
    await page.getByRole('button', { name: /Encore un essai|Another trial/ }).waitFor();
    await page.goto(`${BASE_URL}/messages`);
    await settle(page);
  }
  return firstOf('/messages')(page);
}

/** A report that is made; has the synthesis of last month made when there is none. */
async function madeReport(page: Page): Promise<void> {
  const made = page.locator('main .item').filter({ hasText: /Prêt|Envoyé|Ready|Sent/ }).locator('button.main');
  if (!(await made.count())) {
    await page.goto(`${BASE_URL}/reports?type=monthly_synthesis`);
    await page.getByRole('button', { name: /^(Préparer|Make it)$/ }).last().click();
    await page.locator('.report-actions').waitFor({ timeout: 60_000 });
    return;
  }
  await made.first().click();
  await page.locator('.report-actions').waitFor();
}

/** What somebody who is sent out sees. */
export const PROVIDER: Screen[] = [
  { name: 'p-home', path: '/p' },
  { name: 'p-new', path: '/p/requests' },
  { name: 'p-running', path: '/p/requests?tab=running' },
  { name: 'p-done', path: '/p/requests?tab=done' },
  { name: 'p-mission', path: '/p/requests?tab=running', open: firstOf('/p/missions') },
  { name: 'p-mission-done', path: '/p/requests?tab=done', open: firstOf('/p/missions') },
  { name: 'p-finances', path: '/p/finances' },
  { name: 'p-profile', path: '/p/profile' },
  { name: 'p-hours', path: '/p/profile/hours' },
  { name: 'p-settings', path: '/p/profile/settings' },
];

/** The screens of a company that sends people out. */
export const SERVICES: Screen[] = [
  { name: 'day', path: '/' },
  { name: 'requests', path: '/requests' },
  { name: 'requests-done', path: '/requests?group=done' },
  { name: 'request-new', path: '/requests/new' },
  { name: 'request', path: '/requests', open: firstOf('/requests') },
  { name: 'request-done', path: '/requests?group=done', open: firstOf('/requests') },
  {
    name: 'request-cancel',
    path: '/requests?group=working',
    open: async (page) => {
      await firstOf('/requests')(page);
      await page.getByRole('button', { name: /Annuler la demande|Cancel the request/ }).click();
    },
  },
  { name: 'map', path: '/map' },
  { name: 'providers', path: '/providers' },
  { name: 'provider', path: '/providers', open: firstOf('/providers') },
  {
    name: 'provider-hours',
    path: '/providers',
    open: async (page) => {
      await firstOf('/providers')(page);
      await page.getByRole('heading', { name: /Horaires|Hours/ }).locator('..').getByRole('button').click();
    },
  },
  { name: 'services', path: '/services' },
  { name: 'dispatch', path: '/dispatch' },
  { name: 'escalations', path: '/escalations' },
  { name: 'escalation-new', path: '/escalations/new' },
  { name: 'tracking', path: '/tracking' },
  { name: 'performance', path: '/performance' },
  {
    name: 'notice-new',
    path: '/tracking',
    open: async (page) => {
      await page.getByRole('button', { name: /Nouveau message|New message/ }).click();
    },
  },
  { name: 'more-services', path: '/more' },
];

export const INSIDE: Screen[] = [
  { name: 'overview', path: '/' },
  { name: 'products', path: '/products' },
  { name: 'product', path: '/products', open: firstOf('/products') },
  { name: 'product-new', path: '/products/new' },
  {
    name: 'stock-entry',
    path: '/products',
    open: async (page) => {
      await firstOf('/products')(page);
      await page.locator('main button.button').filter({ hasText: /Entrée|Goods in/ }).click();
    },
  },
  {
    name: 'stock-entry-dated',
    path: '/products',
    open: async (page) => {
      await firstOf('/products')(page);
      await page.locator('main button.button').filter({ hasText: /Entrée|Goods in/ }).click();
      await page.getByRole('button', { name: /Ajouter une date|Add an expiry/ }).click();
    },
  },
  { name: 'stock', path: '/stock' },
  { name: 'stock-out', path: '/stock?status=rupture&abc=A' },
  { name: 'analysis', path: '/analysis' },
  { name: 'analysis-year', path: '/analysis?period=365&compare=year' },
  {
    name: 'analysis-figures',
    path: '/analysis?period=90',
    open: async (page) => {
      await page.locator('.chart-plot').focus();
      for (const key of ['Home', '+', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
      const buttons = page.getByRole('button', { name: /Voir les chiffres|Show the figures/ });
      while (await buttons.count()) await buttons.first().click();
      await page.locator('.chart-plot').focus();
      await page.keyboard.press('ArrowRight');
    },
  },
  { name: 'kpis', path: '/kpis' },
  { name: 'kpis-dates', path: '/kpis?period=dates&from=2026-05-01&to=2026-05-31' },
  { name: 'sales', path: '/sales' },
  { name: 'sale', path: '/sales', open: firstOf('/sales') },
  {
    name: 'sale-new',
    path: '/sales/new',
    open: async (page) => {
      const box = page.getByRole('combobox').first();
      await box.click();
      await page.getByRole('option').first().click();
      await box.click();
      await page.getByRole('option').nth(1).click();
      await page.locator('h1').click();
    },
  },
  { name: 'imports', path: '/imports' },
  { name: 'import-new', path: '/imports/new' },
  { name: 'import', path: '/imports', open: checkedImport },
  { name: 'customers', path: '/customers' },
  { name: 'suppliers', path: '/suppliers' },
  { name: 'supplier', path: '/suppliers', open: firstOf('/suppliers') },
  { name: 'categories', path: '/categories' },
  { name: 'customer', path: '/credit', open: firstOf('/customers') },
  { name: 'credit', path: '/credit' },
  { name: 'closing', path: '/closing' },
  { name: 'counts', path: '/counts' },
  { name: 'count-sheet', path: '/counts/sheet' },
  { name: 'orders', path: '/orders' },
  { name: 'order-new', path: '/orders/new' },
  { name: 'receive', path: '/receive' },
  {
    name: 'receive-dated',
    path: '/receive',
    open: async (page) => {
      const box = page.getByRole('combobox', { name: /Ajouter un produit|Add a product/ });
      for (const option of [0, 1]) {
        await box.click();
        await page.locator('[role=option]').nth(option).click();
      }
      await page.getByRole('button', { name: /^(Péremption|Expiry) (de|of)/ }).first().click();
      await page.getByLabel(/^(Date de péremption de|Expiry date of)/).fill('2027-03-31');
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
  { name: 'predictions', path: '/predictions' },
  { name: 'basket', path: '/predictions/basket' },
  { name: 'basket-filled', path: '/predictions/basket?budget=300000&days=15', open: (page) => page.locator('.hero').waitFor() },
  { name: 'calendar', path: '/calendar' },
  {
    name: 'calendar-feast',
    path: '/calendar',
    open: (page) => page.getByRole('button', { name: /Tabaski/ }).first().click(),
  },
  { name: 'calendar-own', path: '/calendar', open: (page) => page.getByRole('button', { name: /Ajouter un jour|Add a day/ }).click() },
  {
    name: 'product-analysis',
    path: '/predictions',
    open: async (page) => {
      await page.locator('main a.run').first().click();
      await page.locator('.chart').first().waitFor();
    },
  },
  { name: 'alerts', path: '/alerts' },
  { name: 'alerts-by-product', path: '/alerts?by=product' },
  { name: 'alerts-by-supplier', path: '/alerts?by=supplier' },
  {
    name: 'alert',
    path: '/alerts',
    open: async (page) => {
      await page.locator('main a.main[href^="/alerts/"]').first().click();
      await page.locator('.story').waitFor();
    },
  },
  { name: 'alert-rules', path: '/alerts/rules' },
  { name: 'alert-rule-types', path: '/alerts/rules/new' },
  { name: 'alert-rule-new', path: '/alerts/rules/new?type=stock_out' },
  {
    name: 'alert-rule',
    path: '/alerts/rules',
    open: async (page) => {
      await page.locator('main .item button.main').first().click();
      await page.locator('main form').waitFor();
    },
  },
  { name: 'alert-history', path: '/alerts/history' },
  { name: 'reports', path: '/reports' },
  { name: 'report-month', path: '/reports?type=monthly_synthesis' },
  { name: 'report-sales', path: '/reports?type=sales_analysis&first=2026-01-05&last=2026-02-20' },
  { name: 'report-customer', path: '/reports?type=credit_statement' },
  { name: 'report-order', path: '/reports?type=purchase_order' },
  { name: 'report-closing', path: '/reports?type=daily_closing&format=receipt' },
  { name: 'report', path: '/reports?view=history', open: madeReport },
  { name: 'report-history', path: '/reports?view=history' },
  {
    name: 'report-send',
    path: '/reports?view=history',
    open: async (page) => {
      await madeReport(page);
      await page.locator('.report-actions button').first().click();
      await page.getByRole('button', { name: /Ajouter quelqu’un|Add somebody/ }).click();
    },
  },
  { name: 'report-schedules', path: '/reports?view=schedules' },
  {
    name: 'report-schedule-new',
    path: '/reports?view=schedules',
    open: (page) => page.locator('.head button').click(),
  },
  { name: 'outbox', path: '/envois' },
  { name: 'team', path: '/team' },
  { name: 'queue', path: '/envois' },
  { name: 'settings', path: '/settings' },
  { name: 'inbox', path: '/inbox' },
  { name: 'messages', path: '/messages' },
  { name: 'message', path: '/messages', open: sentMessage },
  { name: 'notifications', path: '/settings/notifications' },
  { name: 'notifications-kind', path: '/settings/notifications', open: (page) => page.locator('main button.item').first().click() },
  {
    name: 'phone-link',
    path: '/settings/notifications',
    open: (page) => page.getByRole('button', { name: /Relier|Link/ }).first().click(),
  },
  { name: 'more', path: '/more' },
  { name: 'not-found', path: '/nowhere' },
];

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, email = DEMO.email, password = DEMO.password): Promise<void> {
  if (!email) throw new Error('set DEMO_EMAIL and DEMO_PASSWORD');
  await page.goto(`${BASE_URL}/login`);
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname === '/' || url.pathname === '/p');
}

/** Waits until nothing is loading any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('.boot, [role=status] > .skeleton, .spinner'), null, { timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready);
}

/** Waits until the service worker runs the page and has kept what the page has loaded. */
export async function workerReady(page: Page, screens: string[] = []): Promise<void> {
  await page.evaluate(async (screens) => {
    await navigator.serviceWorker.ready;
    const own = () => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\/assets\/.*\.js$/.test(name));
    for (let i = 0; i < 100; i += 1) {
      const found = await Promise.all(own().map((name) => caches.match(name, { ignoreVary: true })));
      const kept = (await (await caches.open('digiboost-assets')).keys()).map(({ url }) => url);
      const there = screens.every((screen) => kept.some((url) => url.includes(`/${screen}-`)));
      if (navigator.serviceWorker.controller && found.every(Boolean) && there) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the service worker kept not all that the page loaded');
  }, screens);
}

/** Waits until the phone has its own copy of at least so many rows of a kind. */
export async function mirrored(page: Page, kind: string, least: number): Promise<void> {
  await page.evaluate(
    async ([kind, least]) => {
      const read = <T>(request: IDBRequest<T>) => new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
      for (let turn = 0; turn < 100; turn += 1) {
        const own = (await indexedDB.databases()).find(({ name }) => name && /^digiboost:[^:]+:(?!queue)/.test(name));
        if (own) {
          const database = await read(indexedDB.open(own.name!));
          const stores = database.transaction(['mirror', 'meta']);
          const [keys, meta] = await Promise.all([read(stores.objectStore('mirror').getAllKeys()), read(stores.objectStore('meta').get('mirror'))]);
          database.close();
          if (meta?.complete && keys.filter((key) => (key as unknown[])[1] === kind).length >= least) return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`this phone did not copy ${kind}`);
    },
    [kind, least] as const,
  );
}

/** One piece of what is found by a word, for cash. `anew`: from the menu, when another screen is open. */
export async function sellOne(page: Page, word: string, take: RegExp, anew = false): Promise<void> {
  if (anew) await page.locator('nav a[href="/sales/new"]:visible').click();
  await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill(word);
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: take }).click();
  await page.getByText(/enregistrée/).first().waitFor();
}
