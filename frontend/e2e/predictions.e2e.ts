import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { openCompany } from './company.ts';
import { withPhone } from './harness.ts';
import { settle, signIn, workerReady } from './screens.ts';

const phone = withPhone();

/** Opens the forecasts of the demo's shop, once its first answer is there. */
async function predictions(page: Page): Promise<void> {
  await page.goto(`${BASE_URL}/predictions`);
  await page.locator('a.run').first().waitFor();
  await settle(page);
}

/** The advice of the first supplier of whom at least so many products are to be ordered, unfolded. */
async function adviceOf(page: Page, least: number) {
  const cards = page.locator('section.card').filter({ has: page.getByRole('button', { name: 'Commander', exact: true }) });
  for (const card of await cards.all()) {
    const count = Number(/(\d+) produits?/.exec(await card.locator('.facts-line').innerText())?.[1]);
    if (count < least) continue;
    const unfold = card.getByRole('button', { name: /^Voir (les )?\d+ produit/ });
    if (await unfold.count()) await unfold.click();
    return card;
  }
  throw new Error(`no supplier has ${least} products to order`);
}

const amount = (text: string) => Number(text.replace(/\D/g, ''));

describe('forecasts', () => {
  it('say what runs out and when, and one tap makes an order of what they advise', async () => {
    const page = phone.page();
    await signIn(page);
    // The home page asks for them when it rests, once a day, and leads there.
    await page.getByRole('link', { name: /ruptures? à venir d’ici 15 jours/ }).click();
    await page.waitForURL((url) => url.pathname === '/predictions');
    await page.locator('a.run').filter({ hasText: /Vers le .*(chances? sur 10|Presque certain)/ }).first().waitFor();

    const card = await adviceOf(page, 3);
    const supplier = await card.getByRole('heading', { level: 2 }).innerText();
    const rows = card.locator('.quantity-row');
    const [first, second] = [await rows.nth(0).locator('.title').innerText(), await rows.nth(1).locator('.title').innerText()];
    const total = card.locator('.sum .num');
    const before = amount(await total.innerText());
    await card.getByRole('button', { name: `Un de plus : ${first}` }).click();
    await expect.poll(async () => amount(await total.innerText())).toBeGreaterThan(before);
    const packs = await rows.nth(0).locator('input').inputValue();
    await card.getByRole('button', { name: `Enlever ${second}` }).click();
    await card.getByText(`${second} : laissé de côté`).waitFor();
    const wanted = await rows.count();
    const sum = amount(await total.innerText());

    await card.getByRole('button', { name: 'Commander', exact: true }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/orders/'));
    await page.getByText('À envoyer au fournisseur').waitFor();
    await page.getByText(supplier).first().waitFor();
    expect(await page.locator('section', { hasText: 'Commandé' }).locator('a.item').count()).toBe(wanted);
    expect(amount(await page.locator('.sum.total .num').innerText())).toBe(sum);
    const message = decodeURIComponent((await page.getByRole('link', { name: 'Envoyer par WhatsApp' }).getAttribute('href')) ?? '');
    expect(message).toContain(first);
    expect(message).not.toContain(second);
    expect(Number(packs.replace(',', '.'))).toBeGreaterThan(0);

    // What lies in the draft is advised nowhere a second time; what was left out is.
    const draft = new URL(page.url()).pathname;
    await predictions(page);
    const again = page.locator('section.card').filter({ hasText: supplier }).filter({ hasText: /brouillons? atten/ });
    const link = again.locator(`a[href="${draft}"]`);
    await link.waitFor();
    const unfold = again.getByRole('button', { name: /^Voir (les )?\d+ produit/ });
    if (await unfold.count()) await unfold.click();
    const advised = await again.locator('.quantity-row .title').allInnerTexts();
    expect(advised).toContain(second);
    expect(advised).not.toContain(first);
    const more = await again.getByRole('link', { name: 'Ajouter d’autres produits' }).getAttribute('href');
    await page.goto(`${BASE_URL}${more}`);
    await page.getByText('À commander').first().waitFor();
    await page.locator('.quantity-row').first().waitFor();
    expect((await page.locator('.quantity-row .title').allInnerTexts()).sort()).toEqual(advised.sort());
    expect(phone.errors).toEqual([]);
  });

  it('show one product from every side', async () => {
    const page = phone.page();
    await signIn(page);
    await predictions(page);
    const run = page.locator('a.run').first();
    const name = await run.locator('.title').innerText();
    await run.click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Ce qu’il restera' }).waitFor();
    const history = page.getByRole('region', { name: 'Ventes des 90 derniers jours' });
    await history.getByRole('button', { name: 'Voir les chiffres' }).click();
    expect(await history.getByRole('row').count()).toBe(91);
    const fan = page.getByRole('slider', { name: /Ce qu’il restera/ });
    await fan.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    expect(await fan.getAttribute('aria-valuetext')).toMatch(/Le plus probable .*8 chances sur 10/);
    await page.getByText('Commander dès').waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('make the most of a budget, and orders of it', async () => {
    const page = phone.page();
    await signIn(page);
    await predictions(page);
    await page.getByRole('link', { name: 'J’ai un budget' }).click();
    await page.getByLabel('J’ai', { exact: true }).fill('beaucoup');
    await page.getByRole('button', { name: 'Composer le panier' }).click();
    await page.getByText('Écrivez un montant').waitFor();
    await page.getByLabel('J’ai', { exact: true }).fill('300 000');
    await page.getByRole('button', { name: 'Composer le panier' }).click();
    await page.locator('.hero').waitFor();
    const [spent, rest] = await page.locator('.hero .periods strong').allInnerTexts();
    expect(amount(spent!) + amount(rest!)).toBe(300_000);
    await page.getByText(/Protège .* de marge/).first().waitFor();

    const order = page.getByRole('button', { name: /Préparer les commandes/ });
    const all = amount(await order.innerText());
    expect(all).toBeLessThanOrEqual(300_000);
    await page.getByRole('checkbox', { name: /^Prendre /, checked: true }).first().uncheck();
    await expect.poll(async () => amount(await order.innerText())).toBeLessThan(all);
    await order.click();
    const dialog = page.getByRole('dialog', { name: /commandes? préparées?/ });
    await Promise.race([dialog.getByRole('link').first().click(), page.waitForURL((url) => url.pathname.startsWith('/orders/'))]);
    await page.getByText('À envoyer au fournisseur').waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('follow the calendar that the shop corrects', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/calendar`);
    const tabaski = page.getByRole('button', { name: /Tabaski/ });
    await tabaski.click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('Le vrai jour cette année');
    const computed = await field.inputValue();
    const truth = new Date(Date.parse(computed) + 86_400_000).toISOString().slice(0, 10);
    await field.fill(truth);
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('date corrigée par vous').waitFor();
    await tabaski.click();
    expect(await field.inputValue()).toBe(truth);
    await dialog.getByRole('button', { name: 'Date calculée' }).click();
    await page.getByText('date corrigée par vous').waitFor({ state: 'hidden' });

    const christmas = page.getByRole('switch', { name: 'Tenir compte de : Noël' });
    await christmas.click();
    await page.getByText('Noël : les prévisions n’en tiennent plus compte').waitFor();
    await page.reload();
    await page.locator('.item.off').filter({ hasText: 'Noël' }).waitFor();
    expect(await christmas.isChecked()).toBe(false);

    const own = page.locator('.item .title').filter({ hasText: 'Fête du quartier' });
    await page.getByRole('button', { name: 'Ajouter un jour' }).click();
    await dialog.getByLabel('Quel événement ?').fill('Fête du quartier');
    await dialog.getByLabel('Du').fill(dayIn(40));
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await own.waitFor();
    await page.getByRole('button', { name: 'Modifier Fête du quartier' }).last().click();
    await dialog.getByRole('button', { name: 'Supprimer' }).click();
    await page.getByText('Jour supprimé').waitFor();
    await own.waitFor({ state: 'hidden' });
    expect(phone.errors).toEqual([]);
  });

  it('say that it is too early in a new shop, which sets how far it looks ahead', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/predictions`);
    await page.getByRole('heading', { name: 'Pas encore assez de données' }).waitFor();
    await page.getByText('Rien à commander').waitFor();
    await page.goto(`${BASE_URL}/settings`);
    const card = page.locator('section.card').filter({ hasText: 'Prévisions et commandes' });
    await card.getByLabel('Regarder devant soi').selectOption('30');
    await card.getByLabel('Vos meilleures ventes').selectOption('0.95');
    await card.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Réglages enregistrés').waitFor();
    await page.reload();
    // The device's copy stands there first, what the server says follows.
    await expect.poll(() => card.getByLabel('Regarder devant soi').inputValue()).toBe('30');
    expect(await card.getByLabel('Vos meilleures ventes').inputValue()).toBe('0.95');
    expect(phone.errors).toEqual([]);
  });

  it('stay readable without network, with their age, and ordering says that it needs one', async () => {
    const page = phone.page();
    await signIn(page);
    await predictions(page);
    const name = await page.locator('a.run .title').first().innerText();
    await workerReady(page, ['PredictionsPage']);
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('a.run').filter({ hasText: name }).first().waitFor();
    await page.getByText(/Hors ligne\. Dernières données/).waitFor();
    await page.getByText('Pour préparer les commandes d’ici, il faut du réseau.').waitFor();
    expect(await page.getByRole('button', { name: 'Commander', exact: true }).first().isDisabled()).toBe(true);
    await page.context().setOffline(false);
    expect(phone.errors).toEqual([]);
  });
});

/** A day from today on, as fields write it. */
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
