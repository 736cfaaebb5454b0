import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const phone = withPhone();

describe('a session', () => {
  it('begins with the company, outlives a reload, and ends when its owner says so', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();

    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }));
    expect(kept).not.toMatch(/eyJ|access_token|refresh/);

    await page.goto(`${BASE_URL}/more`);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    await page.goto(`${BASE_URL}/products`);
    await page.getByRole('heading', { name: 'Connexion' }).waitFor();
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.startsWith('digiboost:')))).toEqual([]);

    await page.getByLabel('Adresse e-mail').fill(owner.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill('pas le bon mot de passe');
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Produits', level: 1 }).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('is shared by two tabs that wake together', async () => {
    const page = phone.page();
    await openCompany(page);
    const others = await Promise.all([phone.context().newPage(), phone.context().newPage()]);
    await Promise.all([page.reload(), ...others.map((other) => other.goto(BASE_URL))]);
    for (const tab of [page, ...others]) await tab.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
  });

  it('lets a colleague in by a link, with less to see', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/team`);
    await page.getByRole('button', { name: 'Inviter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Adresse e-mail').fill(`vendeur.${Date.now()}@example.com`);
    await dialog.getByRole('button', { name: 'Créer le lien' }).click();
    const link = await dialog.locator('.notice').innerText();
    const token = new URL(link).hash;
    await phone.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${BASE_URL}/invitation${token}`);
    await page.getByLabel('Votre nom complet').fill('Cheikh Ba');
    await page.getByLabel('Mot de passe', { exact: true }).fill('Un-autre-mot-de-passe-9');
    await page.getByRole('button', { name: 'Rejoindre l’équipe' }).click();
    await page.getByRole('navigation').getByText('Vendre').waitFor();
    expect(await page.getByRole('navigation').getByText('Importer').count()).toBe(0);
  });
});
