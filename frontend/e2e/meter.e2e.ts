import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { addProduct, openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const phone = withPhone();

describe('mobile data', () => {
  it('is counted, priced and forgotten when asked', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.waitForTimeout(2500);
    await page.goto(`${BASE_URL}/settings`);
    const card = page.getByRole('region', { name: 'Données mobiles' });
    await card.getByText(/Reçu \d+(,\d)?\sko/).first().waitFor();
    await card.getByText('moins de 1 F').first().waitFor();
    await card.getByLabel('Prix de 1 Go').fill('1 000 000');
    await card.getByText(/Environ \d+\sF/).first().waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await card.getByRole('button', { name: 'Remettre à zéro' }).click();
    await page.getByRole('button', { name: 'Oui, effacer' }).click();
    await card.getByText(/Reçu 0\so/).first().waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('is saved when a person asks: no stream, a sign, and charts folded away', async () => {
    const page = phone.page();
    await openCompany(page);
    await addProduct(page, 'Riz parfumé 25 kg', '12 500', '10');
    const streams: string[] = [];
    await page.goto(`${BASE_URL}/settings`);
    await page.getByRole('group', { name: 'Mode économe' }).getByRole('button', { name: 'Oui' }).click();
    await page.getByRole('link', { name: 'Mode économe actif' }).waitFor();
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/live')) streams.push(request.url());
    });
    await page.reload();
    await page.getByRole('link', { name: 'Mode économe actif' }).waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await measure(page)).toEqual([]);
    await page.waitForTimeout(2500);
    expect(streams).toEqual([]);
    await page.goto(BASE_URL);
    await page.getByRole('heading', { name: 'À traiter d’abord' }).waitFor();
    expect(await page.locator('.chart').count()).toBe(0);
    await page.getByRole('button', { name: 'Voir les graphiques' }).click();
    await page.locator('.chart').waitFor();

    await page.goto(`${BASE_URL}/settings`);
    const stream = page.waitForRequest((request) => request.url().endsWith('/api/v1/live'));
    await page.getByRole('group', { name: 'Mode économe' }).getByRole('button', { name: 'Non' }).click();
    await stream;
    expect(phone.errors).toEqual([]);
  });
});
