import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';

const phone = withPhone();

/** A mobile number of one's own, as people write it in Dakar. */
const number = () => `77 ${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

async function give(owner: Owner, phoneNumber: string): Promise<void> {
  const api = await elsewhere(owner);
  expect((await api.patch('/api/v1/me', { data: { phone: phoneNumber } })).status()).toBe(200);
  await api.dispose();
}

/** The code as the outbox keeps it where no channel is configured; `after`: how many there were before. */
async function codeOf(owner: Owner, after = 0): Promise<string> {
  const api = await elsewhere(owner);
  for (let turn = 0; turn < 100; turn += 1) {
    const { items } = (await (await api.get('/api/v1/notifications/messages?kind=account')).json()) as { items: { body: string }[] };
    const found = items.length > after ? /\d{6}/.exec(items[0]!.body)?.[0] : undefined;
    if (found) {
      await api.dispose();
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no code came');
}

async function signOut(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/more`);
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.getByRole('heading', { name: 'Connexion' }).waitFor();
  await page.goto(`${BASE_URL}/login`);
}

/** RFC 6238, as an application on another telephone does it. */
function totp(key: string, steps = 0): string {
  const bits = [...key.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', secret).update(counter).digest();
  return String((digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

describe('signing in', () => {
  it('by a code that comes to the telephone, and is offered first the next time', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    const own = number();
    await give(owner, own);
    await signOut(page);
    await page.getByRole('button', { name: 'Recevoir un code par WhatsApp' }).click();
    await page.getByLabel('Téléphone').fill(own);
    await page.getByRole('button', { name: 'Recevoir le code' }).click();
    const field = page.getByLabel('Code reçu');
    await field.waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    const code = await codeOf(owner);
    await field.fill(String((Number(code) + 1) % 1e6).padStart(6, '0'));
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('alert').filter({ hasText: 'Essais restants : 4' }).waitFor();
    await field.fill(code);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
    const cookie = (await phone.context().cookies()).find(({ name }) => name.endsWith('digiboost_refresh'));
    expect(cookie!.expires - Date.now() / 1000).toBeGreaterThan(29 * 86_400);
    await page.reload();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
    await signOut(page);
    await page.getByRole('button', { name: 'Recevoir le code' }).waitFor();
    expect(await page.getByLabel('Téléphone').inputValue()).toBe(own);
    expect(phone.errors).toEqual([]);
  });

  it('says what is wrong without network, and keeps what was typed', async () => {
    const page = phone.page();
    await page.goto(`${BASE_URL}/login`);
    await page.getByRole('button', { name: 'Recevoir un code par WhatsApp' }).click();
    await page.getByLabel('Téléphone').fill('77 123 45 67');
    await phone.context().setOffline(true);
    await page.getByRole('button', { name: 'Recevoir le code' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Téléphone').inputValue()).toBe('77 123 45 67');
    await phone.context().setOffline(false);
    await page.getByRole('button', { name: 'Recevoir le code' }).click();
    await page.getByLabel('Code reçu').waitFor();
  });

  it('again after a forgotten password, with a new one', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await signOut(page);
    await page.getByRole('link', { name: 'Mot de passe oublié ?' }).click();
    await page.getByText('Par e-mail').click();
    await page.getByLabel('Adresse e-mail').fill(owner.email);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Recevoir le code' }).click();
    await page.getByLabel('Code reçu').fill(await codeOf(owner));
    const fresh = 'Ndambe-du-soir-19h';
    await page.getByLabel('Nouveau mot de passe').fill(fresh);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Enregistrer et me connecter' }).click();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
    await (await elsewhere({ ...owner, password: fresh })).dispose();
    expect(phone.errors).toEqual([]);
  });

  it('with a second check, which is switched on and off in the settings', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await page.goto(`${BASE_URL}/settings`);
    const card = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'Deuxième vérification' }) });
    await card.getByRole('button', { name: 'Activer' }).click();
    await card.getByLabel('Mot de passe actuel').fill(owner.password);
    await card.getByRole('button', { name: 'Activer' }).click();
    await card.getByRole('img').waitFor();
    expect(await card.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    const key = await card.locator('strong').innerText();
    await card.getByLabel('Code de l’application').fill(totp(key, -1));
    await card.getByRole('button', { name: 'Vérifier et activer' }).click();
    const codes = card.locator('code');
    await codes.first().waitFor();
    expect(await codes.count()).toBe(10);
    expect(await axe(page)).toEqual([]);
    const recovery = await codes.first().innerText();
    await card.getByRole('button', { name: 'Je les ai notés' }).click();
    await signOut(page);

    const enter = async (second: string) => {
      await page.getByLabel('Adresse e-mail').fill(owner.email);
      await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
      await page.getByRole('button', { name: 'Se connecter' }).click();
      await page.getByLabel('Code de l’application').fill(second);
      await page.getByRole('button', { name: 'Se connecter' }).click();
    };
    await enter('000000');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code de l’application').fill(totp(key));
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();
    await signOut(page);
    await enter(recovery);
    await page.getByRole('heading', { name: 'Bonjour Awa' }).waitFor();

    await page.goto(`${BASE_URL}/settings`);
    await card.getByText('Il reste 9 codes de secours.').waitFor();
    await card.getByRole('button', { name: 'Désactiver' }).click();
    await card.getByLabel('Mot de passe, code de l’application ou code de secours').fill(owner.password);
    await card.getByRole('button', { name: 'Désactiver' }).click();
    await card.getByRole('button', { name: 'Activer' }).waitFor();
    expect(phone.errors).toEqual([]);
  });
});
