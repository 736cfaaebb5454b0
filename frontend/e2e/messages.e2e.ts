import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { addProduct, elsewhere, openCompany, type Owner } from './company.ts';
import { withPhone } from './harness.ts';
import { settle, workerReady } from './screens.ts';

const phone = withPhone();

/** Tells the owner something while their phone is open: a trial that was asked for at another desk. */
async function tell(owner: Owner, times = 1): Promise<void> {
  const api = await elsewhere(owner);
  for (let turn = 0; turn < times; turn += 1) {
    const answer = await api.post('/api/v1/notifications/test', { data: { channel: 'email' } });
    expect(answer.status()).toBe(200);
  }
  await api.dispose();
}
const unread = (page: Page, count: number) => page.getByRole('link', { name: new RegExp(`^Notifications : ${count} non lue`) }).waitFor();
/** The stream is open, and the phone knows how much was unread. */
const listening = (page: Page) => Promise.all([page.waitForResponse((response) => response.url().endsWith('/api/v1/live')), page.waitForResponse((response) => response.url().includes('/api/v1/sync/pull'))]);

describe('what a person is told', () => {
  it('counts on the bell at once, and is said in passing beside the button that takes the money', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await addProduct(page, 'Savon Madar', '500', '20');
    const ready = listening(page);
    await page.goto(`${BASE_URL}/sales/new`);
    await page.getByRole('combobox', { name: 'Ajouter un produit' }).fill('savon');
    await page.getByRole('option', { name: /Savon/ }).click();
    await ready;
    await unread(page, 0);
    await tell(owner);
    const toast = page.locator('.toast').filter({ hasText: 'Message d’essai' }).or(page.locator('.toast').filter({ hasText: "Message d'essai" }));
    await toast.waitFor();
    await unread(page, 1);
    // Where it lies once it has risen: on its way up it crosses the button for a fifth of a second.
    await toast.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
    const [over, money] = await Promise.all([toast.boundingBox(), page.getByRole('button', { name: /^Encaisser/ }).boundingBox()]);
    expect(over!.y + over!.height <= money!.y || over!.y >= money!.y + money!.height).toBe(true);

    // Several at once are one sign.
    await tell(owner, 2);
    await unread(page, 3);
    expect(await page.locator('.toast').count()).toBe(1);
    await page.getByRole('button', { name: 'Voir' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('stands in the inbox, is read with or without network, and the server learns it', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await page.goto(`${BASE_URL}/inbox`);
    await page.getByRole('heading', { name: 'Rien pour l’instant' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await tell(owner, 3);
    await page.goto(`${BASE_URL}/settings/notifications`);
    await settle(page);
    await page.goto(`${BASE_URL}/inbox`);
    await page.locator('.told.unread').nth(2).waitFor();
    await unread(page, 3);
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await workerReady(page, ['InboxPage', 'NotificationsPage']);

    await page.locator('.told').first().click();
    await page.waitForURL('**/settings/notifications');
    await unread(page, 2);
    await phone.context().setOffline(true);
    await page.goto(`${BASE_URL}/inbox`);
    await page.getByText(/Hors ligne\. Dernières données/).waitFor();
    expect(await page.locator('.told.unread').count()).toBe(2);
    await page.getByRole('button', { name: 'Non lus' }).click();
    await page.locator('.told.unread').first().click();
    await page.waitForURL('**/settings/notifications');
    await unread(page, 1);
    const sent = page.waitForResponse((response) => response.url().endsWith('/notifications/seen') && response.ok());
    await phone.context().setOffline(false);
    await page.locator('.link-state').click();
    await sent;
    const api = await elsewhere(owner);
    expect((await (await api.get('/api/v1/notifications/summary')).json()) as { unread: number }).toMatchObject({ unread: 1 });
    await api.dispose();

    await page.goto(`${BASE_URL}/inbox`);
    await page.getByRole('button', { name: 'Tout marquer comme lu' }).click();
    await unread(page, 0);
    await page.getByRole('button', { name: 'Tout marquer comme lu' }).waitFor({ state: 'hidden' });
    expect(phone.errors).toEqual([]);
  });

  it('comes by the ways, in the order, at the hours and in the tone that they choose', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await page.goto(`${BASE_URL}/settings`);
    await page.getByRole('link', { name: /Notifications et téléphone/ }).click();
    await page.getByRole('button', { name: /^Alertes/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('À quel rythme').selectOption('daily');
    await dialog.getByLabel(/^SMS/).uncheck();
    await dialog.getByRole('button', { name: 'Essayer E-mail plus tôt' }).click();
    await dialog.getByText('D’abord E-mail, puis WhatsApp si le message n’arrive pas').waitFor();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('E-mail, puis WhatsApp · chaque jour à 07:30').waitFor();

    await page.getByLabel(/Heures calmes/).check();
    await page.getByLabel('De', { exact: true }).fill('22:00');
    await page.getByLabel('À', { exact: true }).fill('22:00');
    const hours = page.getByRole('region', { name: 'Quand' });
    await hours.getByRole('button', { name: 'Enregistrer' }).click();
    await hours.getByText('La fin doit différer du début.').waitFor();
    await hours.getByLabel('À', { exact: true }).fill('06:30');
    await hours.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('.toast').filter({ hasText: 'C’est noté' }).waitFor();
    await page.getByText('Bref', { exact: true }).click();
    const api = await elsewhere(owner);
    await expect
      .poll(async () => (await api.get('/api/v1/notifications/preferences')).json())
      .toMatchObject({ tone: 'concise', quiet_from: '22:00', quiet_until: '06:30' });
    const { kinds } = (await (await api.get('/api/v1/notifications/preferences')).json()) as { kinds: { kind: string }[] };
    expect(kinds.find(({ kind }) => kind === 'alert')).toEqual({ kind: 'alert', channels: ['email', 'whatsapp'], frequency: 'daily' });
    await api.dispose();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await measure(page)).toEqual([]);
    expect(phone.errors).toEqual([]);
  });

  it('is shown as it would look where no channel is connected', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    await page.goto(`${BASE_URL}/messages`);
    await page.getByRole('heading', { name: 'Aucun message encore' }).waitFor();
    await page.goto(`${BASE_URL}/settings/notifications`);
    const whatsapp = page.locator('.way').filter({ hasText: 'WhatsApp' });
    await whatsapp.getByRole('link', { name: 'Ajoutez votre numéro' }).waitFor();
    const api = await elsewhere(owner);
    expect((await api.patch('/api/v1/me', { data: { phone: '+221771234567' } })).status()).toBe(200);
    await api.dispose();
    // The profile comes with the next token.
    await page.reload();
    await whatsapp.getByRole('button', { name: 'M’envoyer un essai' }).click();
    await whatsapp.getByText('Seulement ici : aucun canal n’est branché').waitFor();
    await whatsapp.getByRole('link', { name: 'Voir le message' }).click();
    await page.getByText('Aucun canal n’est branché :').waitFor();
    await page.locator('.chat.whatsapp .bubble').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    await page.getByRole('button', { name: /Filtres/ }).waitFor();
    await page.getByRole('group', { name: 'Canal' }).getByRole('button', { name: 'SMS' }).click();
    await page.getByRole('heading', { name: 'Aucun résultat' }).waitFor();
    await page.getByRole('button', { name: 'Effacer les filtres' }).click();
    await page.locator('a[href^="/messages/"]').first().click();
    await page.getByText('+221 77 *** ** 67').waitFor();
    await page.getByText('Écrit', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Renvoyer' }).click();
    await page.locator('.toast').filter({ hasText: 'Le message repart' }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);
    expect(phone.errors).toEqual([]);
  });

  it('waits for a number before a telephone can be linked, and for a key before a device is', async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/settings/notifications`);
    await page.getByRole('button', { name: 'Relier mon téléphone' }).click();
    await page.getByText(/Digiboost n’a pas encore de numéro/).waitFor();
    await page.getByText('Les notifications sur appareil ne sont pas encore branchées.').waitFor();
    expect(phone.errors).toEqual([]);
  });

  it('is not everybody’s to read: an employee sees no messages of the company', async () => {
    const owner = await openCompany(phone.page());
    const api = await elsewhere(owner);
    const email = `moussa.${Date.now()}@example.com`;
    const invited = (await (await api.post('/api/v1/invitations', { data: { email, role: 'employee' } })).json()) as { accept_url: string };
    await api.dispose();
    const page = await phone.another();
    await page.goto(`${BASE_URL}/invitation${new URL(invited.accept_url).hash}`);
    await page.getByLabel('Votre nom complet').fill('Moussa Fall');
    await page.getByLabel('Mot de passe', { exact: true }).fill('Yassa-poulet-12h');
    await page.getByRole('button', { name: 'Rejoindre l’équipe' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/invitation'));
    await page.goto(`${BASE_URL}/messages`);
    await page.getByRole('heading', { name: 'Accès refusé' }).waitFor();
    await page.goto(`${BASE_URL}/more`);
    await page.getByRole('link', { name: 'Notifications' }).last().waitFor();
    expect(await page.getByRole('link', { name: 'Messages' }).count()).toBe(0);
    expect(phone.errors).toEqual([]);
  });
});

describe('a push', () => {
  it('is shown while nobody looks, and told on the screen while somebody does', async () => {
    const page = phone.page();
    await phone.context().grantPermissions(['notifications'], { origin: BASE_URL });
    await openCompany(page);
    // While data is saved there is no stream: the push is the only news.
    await page.evaluate(() => localStorage.setItem('digiboost.lite', 'on'));
    await page.reload();
    await workerReady(page);
    const cdp = await phone.context().newCDPSession(page);
    const registrationId = new Promise<string>((resolve) =>
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(BASE_URL));
        if (own) resolve(own.registrationId);
      }),
    );
    await cdp.send('ServiceWorker.enable');
    const push = async (data: object) => cdp.send('ServiceWorker.deliverPushMessage', { origin: BASE_URL, registrationId: await registrationId, data: JSON.stringify(data) });
    const shown = () =>
      page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag, data, silent }) => ({ title, body, tag, url: (data as { url: string }).url, silent })));

    const asked = page.waitForRequest((request) => request.url().endsWith('/notifications/summary'));
    await push({ title: 'Rupture : Riz', body: 'Il n’en reste plus.', url: '/alerts', tag: 'a', urgent: true });
    await asked;
    expect(await shown()).toEqual([]);

    await page.goto('about:blank');
    await push({ title: 'Rupture : Riz', body: 'Il n’en reste plus.', url: '/alerts/7', tag: 'a', urgent: true });
    await push({ title: 'Rupture : Riz', body: 'Toujours rien.', url: '/alerts/7', tag: 'a' });
    await push({ title: 'Rapport prêt', body: '', url: '//evil.example', tag: 'b' });
    await page.waitForTimeout(1000);
    await page.goto(BASE_URL);
    // Of one tag the last alone; never a way out of this site; what is not urgent makes no noise.
    expect((await shown()).sort((a, b) => a.tag.localeCompare(b.tag))).toEqual([
      { title: 'Rupture : Riz', body: 'Toujours rien.', tag: 'a', url: '/alerts/7', silent: true },
      { title: 'Rapport prêt', body: '', tag: 'b', url: '/inbox', silent: true },
    ]);
    expect(phone.errors).toEqual([]);
  });
});
