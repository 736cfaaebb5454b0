import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany } from './company.ts';
import { ask, hire } from './field.ts';
import { withPhone } from './harness.ts';
import { settle } from './screens.ts';

const phone = withPhone();

describe('a request', () => {
  it('is written down, assigned by hand, followed by a link and cancelled with its reason', async () => {
    const page = phone.page();
    await phone.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const owner = await openCompany(page);
    const sent = await hire(owner);

    await page.goto(`${BASE_URL}/requests`);
    await page.getByRole('heading', { name: 'Aucune demande en cours' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'Nouvelle demande' }).first().click();
    await page.getByRole('button', { name: 'Enregistrer la demande' }).click();
    await page.getByText('Indiquez un quartier ou un repère.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Service').selectOption(sent.serviceId);
    await page.getByText('Urgent', { exact: true }).click();
    await page.getByLabel('Quartier').selectOption(sent.zoneId);
    await page.getByLabel('Nom', { exact: true }).fill('Fatou Diop');
    await page.getByLabel(/^Téléphone/).fill('77 123 45 67');
    await page.getByRole('button', { name: 'Enregistrer la demande' }).click();
    await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: 'Fatou Diop', level: 1 }).waitFor();

    await page.getByRole('button', { name: 'Attribuer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await dialog.getByRole('option', { name: new RegExp(sent.name) }).click();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Attribuer' }).click();
    await page.locator('.pill').filter({ hasText: 'Acceptée' }).first().waitFor();
    await settle(page);
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);

    // The first message of the request brought the client a link; this is one to hand over.
    await page.getByRole('button', { name: /^(Créer le lien|Nouveau lien)$/ }).click();
    await page.getByRole('link', { name: 'Envoyer par WhatsApp' }).waitFor();
    await page.getByRole('button', { name: 'Copier' }).click();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    expect((await page.context().request.get(new URL(new URL(url).pathname, BASE_URL).href)).status()).toBe(200);

    await page.getByRole('button', { name: 'Annuler la demande' }).click();
    await dialog.getByRole('button', { name: 'Annuler la demande' }).click();
    await dialog.getByText('Dites pourquoi.').waitFor();
    await dialog.getByRole('button', { name: 'Le client ne veut plus' }).click();
    await dialog.getByRole('button', { name: 'Annuler la demande' }).click();
    await page.locator('.pill').filter({ hasText: 'Annulée' }).first().waitFor();
    await page.getByText('Raison : Le client ne veut plus').first().waitFor();
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('comes to the open board by itself, and says where it stands when somebody was quicker', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    const sent = await hire(owner);
    await page.goto(`${BASE_URL}/requests`);
    await page.getByRole('heading', { name: 'Aucune demande en cours' }).waitFor();
    const id = await ask(owner, sent);
    await page.locator('a.ticket').filter({ hasText: 'Fatou Diop' }).waitFor({ timeout: 30_000 });
    await page.locator('a.ticket').filter({ hasText: 'Fatou Diop' }).click();
    await page.getByRole('heading', { name: 'Fatou Diop', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Attribuer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await dialog.getByRole('option', { name: new RegExp(sent.name) }).click();
    const api = await elsewhere(owner);
    expect((await api.post(`/api/v1/requests/${id}/cancel`, { data: { reason: 'Client injoignable' } })).status()).toBeLessThan(300);
    await api.dispose();
    await dialog.getByRole('button', { name: 'Attribuer' }).click();
    await page.getByText('La demande a changé entre-temps : Annulée.').waitFor();
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('is written down without a network, and reaches the company once the network is back', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    const sent = await hire(owner);
    await page.goto(`${BASE_URL}/requests/new`);
    await page.getByLabel('Service').selectOption(sent.serviceId);
    await page.goto(`${BASE_URL}/requests`);
    await page.getByRole('heading', { name: 'Aucune demande en cours' }).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForTimeout(4000);
    await phone.context().setOffline(true);
    await page.getByRole('link', { name: 'Nouvelle demande' }).first().click();
    await page.getByLabel('Service').selectOption(sent.serviceId);
    await page.getByLabel('Quartier').selectOption(sent.zoneId);
    await page.getByLabel('Nom', { exact: true }).fill('Ndèye Sow');
    await page.getByLabel(/^Téléphone/).fill('77 765 43 21');
    await page.getByRole('button', { name: 'Enregistrer la demande' }).click();
    const waiting = page.locator('main a.item').filter({ hasText: 'Ndèye Sow' });
    await waiting.getByText('Enregistrée sur ce téléphone').waitFor({ timeout: 30_000 });
    expect(new URL(page.url()).pathname).toBe('/requests');
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await waiting.click();
    await page.waitForURL((url) => url.pathname === '/envois');
    await page.locator('main .item').filter({ hasText: 'Ndèye Sow' }).getByText('Nouvelle demande').waitFor();
    await page.goBack();
    await phone.context().setOffline(false);
    await page.locator('a.ticket').filter({ hasText: 'Ndèye Sow' }).waitFor({ timeout: 30_000 });
    await waiting.waitFor({ state: 'detached' });
    const api = await elsewhere(owner);
    const { items } = (await (await api.get('/api/v1/requests')).json()) as { items: { client_name: string; client_phone: string }[] };
    await api.dispose();
    expect(items.map(({ client_name, client_phone }) => [client_name, client_phone])).toEqual([['Ndèye Sow', '+221777654321']]);
    expect(phone.errors).toEqual([]);
  }, 180_000);
});

it('a shop sees none of it, and its providers stay readable without a network', async () => {
  const page = phone.page();
  const owner = await openCompany(page);
  expect(await page.getByRole('navigation').getByText('Demandes').count()).toBe(0);
  await hire(owner);
  await page.goto(`${BASE_URL}/providers`);
  await page.locator('main a.item').filter({ hasText: 'Modou Fall' }).click();
  await page.getByRole('heading', { name: 'Modou Fall', level: 1 }).waitFor();
  await settle(page);
  expect(await axe(page)).toEqual([]);
  await page.goto(`${BASE_URL}/map`);
  await page.getByRole('group', { name: 'Carte des quartiers' }).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  expect(await axe(page)).toEqual([]);
  await page.goto(`${BASE_URL}/providers`);
  await page.locator('main a.item').filter({ hasText: 'Modou Fall' }).waitFor();
  await phone.context().setOffline(true);
  await page.getByRole('button', { name: /^État de la connexion/ }).click();
  await page.getByText(/^Hors ligne\. Dernières données/).first().waitFor();
  expect(await page.locator('main a.item').filter({ hasText: 'Modou Fall' }).count()).toBe(1);
  await phone.context().setOffline(false);
  expect(phone.errors).toEqual([]);
}, 180_000);
