import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany, type Owner } from './company.ts';
import { ask, enter, hire, type Sent } from './field.ts';
import { withPhone } from './harness.ts';
import { settle } from './screens.ts';

const phone = withPhone();

/** A company with somebody to send out, and that person's own phone, signed in. */
async function begin(): Promise<{ owner: Owner; sent: Sent; page: Awaited<ReturnType<typeof phone.another>> }> {
  const owner = await openCompany(phone.page());
  const sent = await hire(owner);
  const page = await phone.another();
  await enter(page, owner, sent);
  return { owner, sent, page };
}

describe('somebody who is sent out', () => {
  it('lands in a shell of their own, hears of an offer, and takes it', async () => {
    const { owner, sent, page } = await begin();
    await page.getByRole('heading', { name: 'Bonjour Modou' }).waitFor();
    await page.getByRole('switch', { name: /^Disponible/ }).waitFor();
    expect(await page.getByRole('navigation').getByText('Vendre').count()).toBe(0);

    // The offer comes by itself while the list is open.
    await page.getByRole('link', { name: 'Demandes' }).click();
    await page.getByRole('heading', { name: 'Aucune nouvelle demande' }).waitFor();
    const request = await ask(owner, sent);
    const row = page.locator('main a.item').filter({ hasText: 'Fatou Diop' });
    await row.waitFor({ timeout: 30_000 });
    await row.click();
    await page.waitForURL((url) => url.pathname === `/p/offers/${request}`);
    await page.getByText('derrière la pharmacie').waitFor();
    await page.getByText('C’est dans votre zone.').waitFor();
    await page.getByRole('timer').waitFor();
    expect(await page.getByText('771234567').count()).toBe(0);
    await settle(page);
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);

    await page.getByRole('button', { name: 'Accepter la mission' }).click();
    await page.waitForURL((url) => url.pathname === `/p/missions/${request}`);
    await page.getByRole('link', { name: 'Appeler Fatou Diop' }).waitFor();

    await page.getByRole('link', { name: 'Demandes' }).click();
    await page.getByRole('button', { name: 'Acceptées' }).click();
    await page.locator('main a.item').filter({ hasText: 'Fatou Diop' }).waitFor();
    const api = await elsewhere(owner);
    const seen = (await (await api.get(`/api/v1/requests/${request}`)).json()) as { state: string; provider_id: string };
    await api.dispose();
    expect(seen).toMatchObject({ state: 'provider_accepted', provider_id: sent.providerId });
    expect(phone.errors).toEqual([]);
  }, 120_000);

  it('is told kindly that a colleague was quicker, and where the request stands', async () => {
    const { owner, sent, page } = await begin();
    const request = await ask(owner, sent);
    await page.getByRole('link', { name: /Demandes/ }).click();
    await page.locator('main a.item').filter({ hasText: 'Fatou Diop' }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Accepter la mission' }).waitFor();
    // The phone does not hear that somebody else has it.
    await page.route('**/api/v1/missions/' + request, (route) => route.abort());
    const api = await elsewhere(owner);
    const colleague = (await (await api.post('/api/v1/providers', { data: { name: 'Cheikh Ba', phone: `+22176${sent.phone.slice(-7)}`, service_ids: [sent.serviceId], zone_ids: [sent.zoneId] } })).json()) as { id: string };
    expect((await api.post(`/api/v1/requests/${request}/assign`, { data: { provider_id: colleague.id } })).status()).toBeLessThan(300);
    await api.dispose();
    await page.getByRole('button', { name: 'Accepter la mission' }).click();
    await page.getByText('Un collègue a été plus rapide.').waitFor();
    await page.getByText('Où elle en est : Acceptée.').waitFor();
    expect(phone.errors).toEqual([]);
  }, 120_000);

  it('declines with a reason, goes away and comes back, and reads all of it without network', async () => {
    const { owner, sent, page } = await begin();
    await ask(owner, sent);
    await page.getByRole('link', { name: /Demandes/ }).click();
    await page.locator('main a.item').filter({ hasText: 'Fatou Diop' }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Refuser', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Refuser la demande' }).click();
    await dialog.getByText('Choisissez une raison.').waitFor();
    await dialog.getByText('C’est trop loin').click();
    await dialog.getByRole('button', { name: 'Refuser la demande' }).click();
    await page.getByRole('heading', { name: 'Aucune nouvelle demande' }).waitFor();

    await page.getByRole('link', { name: 'Accueil' }).click();
    await page.getByRole('switch').click();
    await page.getByRole('switch', { name: /^Indisponible/ }).waitFor();
    await page.getByRole('switch').click();
    await page.getByRole('switch', { name: /^Disponible/ }).waitFor();

    for (const path of ['/p', '/p/requests', '/p/finances', '/p/profile', '/p/profile/hours', '/p/profile/settings']) {
      await page.goto(`${BASE_URL}${path}`);
      await page.locator('h1').waitFor();
      await settle(page);
      expect(await axe(page), path).toEqual([]);
      expect(await measure(page), path).toEqual([]);
    }
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForTimeout(6000);
    await page.context().setOffline(true);
    await page.goto(`${BASE_URL}/p/profile`);
    await page.getByText('Modou Fall').first().waitFor();
    await page.getByText(/Hors ligne\. Dernières données/).first().waitFor();
    await page.getByRole('link', { name: 'Demandes' }).click();
    await page.getByRole('heading', { name: 'Aucune nouvelle demande' }).waitFor();
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('switches without network: it shows at once, and the company hears of it afterwards', async () => {
    const { owner, sent, page } = await begin();
    await page.getByRole('switch', { name: /^Disponible/ }).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForTimeout(4000);
    await page.context().setOffline(true);
    await page.getByRole('switch').click();
    await page.getByRole('switch', { name: /^Indisponible/ }).waitFor();
    await page.getByText('Enregistré sur ce téléphone. L’entreprise le saura au retour du réseau.').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await page.reload();
    await page.getByRole('switch', { name: /^Indisponible/ }).waitFor();
    const api = await elsewhere(owner);
    const available = async () => ((await (await api.get(`/api/v1/providers/${sent.providerId}`)).json()) as { is_available: boolean }).is_available;
    expect(await available()).toBe(true);
    await page.context().setOffline(false);
    await expect.poll(available, { timeout: 30_000 }).toBe(false);
    await page.getByText('Enregistré sur ce téléphone.').waitFor({ state: 'detached' });
    await page.getByRole('switch', { name: /^Indisponible/ }).waitFor();
    await api.dispose();
    expect(phone.errors).toEqual([]);
  }, 120_000);
});
