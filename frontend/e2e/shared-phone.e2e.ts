import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { workerReady } from './screens.ts';

const phone = withPhone();
const OWNER_PIN = '2580';
const SELLER_PIN = '1379';
const API = `${BASE_URL}/api/v1`;

async function call<T>(method: string, path: string, body: unknown, token?: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`${API}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status, `${method} ${path}`).toBeLessThan(300);
  return (answer.status === 204 ? null : await answer.json()) as T;
}

/** A seller of the company, who chose a PIN on a phone of their own. */
async function hire(owner: Owner): Promise<void> {
  type Signed = { access_token: string };
  const { access_token } = await call<Signed>('POST', '/auth/login', { email: owner.email, password: owner.password });
  const email = owner.email.replace('awa', 'moussa');
  const { accept_url } = await call<{ accept_url: string }>('POST', '/invitations', { email, role: 'employee' }, access_token);
  const joined = await call<Signed>('POST', '/auth/invitations/accept', { token: accept_url.split('#')[1], full_name: 'Moussa Ba', password: owner.password });
  await call('PUT', '/me/pin', { pin: SELLER_PIN, password: owner.password }, joined.access_token);
}

async function choosePin(page: Page, owner: Owner): Promise<void> {
  await page.goto(`${BASE_URL}/settings`);
  await page.getByRole('button', { name: 'Choisir un code' }).click();
  await page.getByLabel('Nouveau code PIN').fill(OWNER_PIN);
  await page.getByLabel('Le même code encore une fois').fill(OWNER_PIN);
  await page.getByLabel('Mot de passe actuel').fill(owner.password);
  const form = page.locator('form').filter({ has: page.getByLabel('Nouveau code PIN') });
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Code PIN enregistré').waitFor();
}

const seller = (page: Page, name: string) => page.getByRole('button', { name: `${name} : compte et changement de vendeur` });

async function type(page: Page, pin: string): Promise<void> {
  const keys = page.getByRole('group', { name: 'Touches du code PIN' });
  for (const digit of pin) await keys.getByRole('button', { name: digit, exact: true }).click();
  await keys.getByRole('button', { name: 'Continuer' }).click();
}

async function takeOver(page: Page, from: string, to: string, pin: string): Promise<void> {
  await seller(page, from).click();
  await page.getByRole('button', { name: 'Changer de vendeur' }).click();
  await page.getByRole('dialog').getByRole('button', { name: to }).click();
  await type(page, pin);
}

async function fine(page: Page): Promise<void> {
  expect(await axe(page)).toEqual([]);
  expect(await measure(page)).toEqual([]);
}

describe('a phone that sellers share', () => {
  it('changes hands by a PIN, with and without network, and hides the costs', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await hire(owner);
    await choosePin(page, owner);
    await workerReady(page);
    await page.goto(`${BASE_URL}/products/new`);
    await page.getByLabel('Prix d’achat').waitFor();

    await seller(page, 'Awa Ndiaye').click();
    await page.getByRole('button', { name: 'Changer de vendeur' }).waitFor();
    await fine(page);
    await page.getByRole('button', { name: 'Changer de vendeur' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Moussa Ba' }).waitFor();
    await fine(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Moussa Ba' }).click();
    await type(page, '9999');
    await page.getByRole('alert').getByText('Code PIN incorrect').waitFor();
    await fine(page);
    await type(page, SELLER_PIN);
    await seller(page, 'Moussa Ba').waitFor();
    // Said once the phone can check this PIN by itself.
    await page.getByText('Moussa Ba vend maintenant').waitFor();
    await page.goto(BASE_URL);
    await seller(page, 'Moussa Ba').waitFor();
    expect(await page.getByRole('navigation').getByText('Importer').count()).toBe(0);

    await phone.context().setOffline(true);
    await takeOver(page, 'Moussa Ba', 'Awa Ndiaye', OWNER_PIN);
    await seller(page, 'Awa Ndiaye').waitFor();
    await takeOver(page, 'Awa Ndiaye', 'Moussa Ba', SELLER_PIN);
    await seller(page, 'Moussa Ba').waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).not.toMatch(new RegExp(`${OWNER_PIN}|${SELLER_PIN}`));

    await phone.context().setOffline(false);
    await page.reload();
    await seller(page, 'Moussa Ba').waitFor();
    await page.goto(`${BASE_URL}/settings`);
    await page.getByRole('main').getByText('moussa.').waitFor();
    await takeOver(page, 'Moussa Ba', 'Awa Ndiaye', OWNER_PIN);
    await seller(page, 'Awa Ndiaye').waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('is locked by a tap, stays locked over a reload, and opens by the PIN without network', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await choosePin(page, owner);
    await workerReady(page);
    await seller(page, 'Awa Ndiaye').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Verrouiller' }).click();
    await page.getByRole('heading', { name: 'Téléphone verrouillé' }).waitFor();
    await fine(page);
    await phone.context().setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Téléphone verrouillé' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await type(page, '9999');
    await page.getByRole('alert').waitFor();
    await type(page, OWNER_PIN);
    await seller(page, 'Awa Ndiaye').waitFor();
    expect(phone.errors).toEqual([]);
  });
});
