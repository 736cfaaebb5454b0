import { request, type APIRequestContext, type Page } from 'playwright-core';
import { BASE_URL } from './browser.ts';

export type Owner = { email: string; password: string; company: string };

/** Opens a company of one's own by the form, so that a test depends on no other's data. */
export async function openCompany(page: Page): Promise<Owner> {
  const stamp = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
  const owner = { email: `awa.${stamp}@example.com`, password: 'Thiebou-dieune-14h', company: `Boutique ${stamp}` };
  await page.goto(`${BASE_URL}/signup`);
  await page.getByLabel('Nom de l’entreprise').fill(owner.company);
  await page.getByLabel('Pays').selectOption('SN');
  await page.getByLabel('Votre nom complet').fill('Awa Ndiaye');
  await page.getByLabel('Adresse e-mail').fill(owner.email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Créer mon entreprise' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
  return owner;
}

/** Adds a product by the form and puts some of it on the shelf. */
export async function addProduct(page: Page, name: string, price: string, quantity: string): Promise<void> {
  await page.goto(`${BASE_URL}/products/new`);
  await page.getByLabel('Nom du produit').fill(name);
  await page.getByLabel('Prix de vente').fill(price);
  await page.getByLabel('Stock minimum').fill('3');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Entrée' }).click();
  await page.getByRole('dialog').getByLabel('Quantité').fill(quantity);
  await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** The same company from elsewhere: another phone, at its desk. `at`: past what stands between phones and the product. */
export async function elsewhere({ email, password }: Pick<Owner, 'email' | 'password'>, at = BASE_URL): Promise<APIRequestContext> {
  const open = await request.newContext({ baseURL: at, extraHTTPHeaders: { 'X-Digiboost': '1', Origin: BASE_URL } });
  const answer = await open.post('/api/v1/auth/login', { data: { email, password } });
  const { access_token } = await answer.json();
  return request.newContext({ baseURL: at, extraHTTPHeaders: { Authorization: `Bearer ${access_token}` } });
}

type SaleSeen = { id: string; number: string; occurred_at: string; total: number };

/** What the server has in the end: its sales, the oldest first, and what is left of the product made first. */
export async function atTheServer(owner: Owner): Promise<{ sales: SaleSeen[]; onHand: number }> {
  const api = await elsewhere(owner);
  const sales = (await (await api.get('/api/v1/sales?limit=100&sort=occurred_at')).json()) as { items: SaleSeen[] };
  const levels = (await (await api.get('/api/v1/stock/levels?limit=5')).json()) as { items: { on_hand: number }[] };
  await api.dispose();
  return { sales: sales.items, onHand: levels.items[0]!.on_hand };
}
