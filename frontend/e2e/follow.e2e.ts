import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany, type Owner } from './company.ts';
import { ask, atWork, hire, type Sent } from './field.ts';
import { withPhone } from './harness.ts';
import { openRelay, type Relay } from './relay.ts';

let relay: Relay;
// Before the browser is launched, which is told of it.
beforeAll(async () => {
  relay = await openRelay(new URL(BASE_URL));
});
afterAll(() => relay.close());
const phone = withPhone(() => [`--host-resolver-rules=${relay.hostMap}`]);

const WITHOUT_SCRIPT = { javaScriptEnabled: false };
/** How long a move may take until the page shows it, ms; a machine that does much else at once is given more to wait. */
const AT_MOST = 15_000;
/** Bytes of a first look, everything of every answer counted. */
const FIRST_LOOK = 50_000;

/** What came over the wire for requests whose line holds a word: the company's own phone is at work meanwhile. */
const received = (word: string) => [...relay.byRequest].filter(([line]) => line.includes(word)).reduce((sum, [, { down }]) => sum + down, 0);
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** What the company does about a request: nothing is answered that is not a success. */
async function atTheDesk<T = unknown>(owner: Owner, method: 'get' | 'post' | 'patch' | 'put' | 'delete', path: string, options: object = {}): Promise<T> {
  const api = await elsewhere(owner);
  const answer = await api[method](`/api/v1${path}`, options);
  const text = await answer.text();
  await api.dispose();
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${text}`);
  return (text ? JSON.parse(text) : null) as T;
}

/** The address that a client is given, on the product as this browser knows it. */
async function linkOf(owner: Owner, id: string): Promise<string> {
  const { url } = await atTheDesk<{ url: string }>(owner, 'post', `/requests/${id}/link`);
  return `${BASE_URL}${new URL(url).pathname}`;
}

/** A face as a phone takes one: large, and full of detail. */
async function showFace(page: Page, owner: Owner, { providerId }: Sent): Promise<void> {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 1200 });
    const pen = canvas.getContext('2d')!;
    for (let turn = 0; turn < 6000; turn += 1) {
      pen.fillStyle = `hsl(${(turn * 47) % 360} 40% ${20 + ((turn * 13) % 60)}%)`;
      pen.fillRect((turn * 7919) % 1200, (turn * 104_729) % 1200, 8 + (turn % 60), 8 + (turn % 45));
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!;
  });
  await atTheDesk(owner, 'put', `/providers/${providerId}/photo`, { multipart: { file: { name: 'moi.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') } } });
}

/** What a page must be in whatever state: nothing for axe in the light and in the dark, and nothing that sticks out. */
async function isFit(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await axe(page)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await measure(page)).toEqual([]);
}

/** Where the company's form is. */
async function openForm(owner: Owner): Promise<string> {
  const slug = `depannage-${Date.now().toString(36)}`;
  await atTheDesk(owner, 'patch', '/requests/settings', { data: { form_open: true, form_slug: slug } });
  return `${BASE_URL}/demande/${slug}`;
}

describe('a client without an account', () => {
  it('asks by the form, follows, has the code at hand, and rates, all without any script', async () => {
    const owner = await openCompany(phone.page());
    const sent = await hire(owner);
    const form = await openForm(owner);
    const client = await phone.another(WITHOUT_SCRIPT);

    await client.goto(form);
    await client.getByRole('button', { name: 'Envoyer ma demande' }).click();
    await client.getByText('Corrigez ce qui est signalé ci-dessous.').waitFor();
    await client.getByLabel('De quoi avez-vous besoin ?').selectOption(sent.serviceId);
    await client.getByLabel('Votre quartier').selectOption(sent.zoneId);
    await client.getByLabel('Comment vous trouver ?').fill('Portail bleu');
    await client.getByText('Oui, dès que possible').click();
    await client.getByLabel('Votre nom').fill('Fatou Diop');
    await client.getByLabel('Votre téléphone').fill('77 123 45 67');
    await client.getByRole('button', { name: 'Envoyer ma demande' }).click();
    await client.waitForURL(/\/suivi\//);
    await heading(client, /Demande reçue|Nous cherchons quelqu’un/).waitFor();
    await client.getByText('Demande n° 1 · Plomberie').waitFor();

    const { items } = await atTheDesk<{ items: { id: string }[] }>(owner, 'get', '/requests');
    const id = items[0]!.id;
    await atTheDesk(owner, 'post', `/requests/${id}/assign`, { data: { provider_id: sent.providerId } });
    const { start_code } = await atTheDesk<{ start_code: string }>(owner, 'get', `/requests/${id}`);
    await client.reload();
    await heading(client, 'Modou Fall a accepté').waitFor();
    await client.getByRole('heading', { name: 'Qui vient' }).waitFor();
    expect(await client.locator('.code').textContent()).toBe(start_code);
    expect(await client.getByRole('link', { name: 'Appeler', exact: true }).getAttribute('href')).toBe(`tel:${sent.phone}`);

    const worker = await atWork(owner, sent);
    await worker.step(id, 'enroute');
    await worker.step(id, 'arrived');
    await worker.step(id, 'diagnostic', { code: start_code });
    await worker.step(id, 'repair');
    await worker.step(id, 'completed', { outcome: 'fixed', amount: 15_000, after_photo_missing_reason: 'Pas de lumière' });
    await worker.leave();
    await client.reload();
    await heading(client, 'C’est terminé').waitFor();
    await client.getByText(/15\s000\sF/).first().waitFor();
    await client.locator('.stars label').nth(3).click();
    await client.getByLabel('Un mot ? (facultatif)').fill('Rapide et propre');
    await client.getByRole('button', { name: 'Envoyer mon avis' }).click();
    await client.getByText('Merci pour votre avis : 4 sur 5.').waitFor();
    expect(await atTheDesk(owner, 'get', `/requests/${id}`)).toMatchObject({ source: 'form', urgency: 'urgent', review: { stars: 4, comment: 'Rapide et propre' } });
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('cancels without any script, and is told so; a link that was taken back says whom to call', async () => {
    const owner = await openCompany(phone.page());
    const sent = await hire(owner);
    const id = await ask(owner, sent);
    const address = await linkOf(owner, id);
    const client = await phone.another(WITHOUT_SCRIPT);
    await client.goto(address);
    await client.getByText('Annuler la demande').click();
    await client.getByLabel('Pourquoi ? (facultatif)').fill('Réparé par un voisin');
    await client.getByRole('button', { name: 'Oui, annuler' }).click();
    await heading(client, 'Demande annulée').waitFor();
    expect(await atTheDesk(owner, 'get', `/requests/${id}`)).toMatchObject({ state: 'cancelled', cancelled_by: 'client', reason: 'Réparé par un voisin' });

    await atTheDesk(owner, 'delete', `/requests/${id}/link`);
    const visitor = await phone.another();
    expect((await visitor.goto(address))?.status()).toBe(404);
    await heading(visitor, 'Ce lien ne mène plus nulle part').waitFor();
    await visitor.getByText('Appelez l’entreprise qui vous l’a envoyé').waitFor();
    await isFit(visitor);
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('sees every move as it is made, when to expect somebody, and all of it under 50 kB', async () => {
    const page = phone.page();
    const owner = await openCompany(page);
    const sent = await hire(owner);
    await showFace(page, owner, sent);
    // How long a way takes is known from how far it is, until the company has a history.
    await atTheDesk(owner, 'patch', `/providers/${sent.providerId}`, { data: { latitude: 14.716, longitude: -17.467 } });
    const id = await ask(owner, sent, { latitude: 14.685, longitude: -17.449 });
    const address = await linkOf(owner, id);
    const worker = await atWork(owner, sent);
    const client = await phone.another();

    await client.goto(address);
    await heading(client, 'Nous cherchons quelqu’un').waitFor();
    await isFit(client);
    const { start_code } = await atTheDesk<{ start_code: string }>(owner, 'get', `/requests/${id}`);
    const took: number[] = [];
    const moved = async (move: () => Promise<unknown>, name: string) => {
      await move();
      const began = performance.now();
      await heading(client, name).waitFor({ timeout: AT_MOST });
      took.push(performance.now() - began);
    };
    await moved(() => atTheDesk(owner, 'post', `/requests/${id}/assign`, { data: { provider_id: sent.providerId } }), 'Modou Fall a accepté');
    expect(await client.getByAltText('Photo de Modou Fall').evaluate((face: HTMLImageElement) => face.decode().then(() => face.naturalWidth))).toBe(160);
    await isFit(client);

    // A first look at the page as it is heaviest: with a face, a code and an hour.
    const again = await phone.another();
    relay.reset();
    await again.goto(address);
    await again.getByAltText('Photo de Modou Fall').waitFor();
    await again.waitForTimeout(1500);
    const down = received('/suivi/');
    console.log(`follow.first_look ${down} bytes down`);
    expect(down).toBeLessThan(FIRST_LOOK);
    await again.context().close();

    await moved(() => worker.step(id, 'enroute'), 'Modou Fall est en route');
    await client.getByText('Arrivée prévue').waitFor();
    expect(await client.locator('.eta').textContent()).toMatch(/^entre (demain )?\d\d:\d\d et (demain )?\d\d:\d\d$/);
    await isFit(client);
    await moved(() => worker.step(id, 'arrived'), 'Modou Fall est sur place');
    await moved(() => worker.step(id, 'diagnostic', { code: start_code }), 'Diagnostic en cours');
    await client.getByText('Fin prévue').waitFor();
    await moved(() => worker.step(id, 'repair'), 'Réparation en cours');
    await isFit(client);
    await moved(() => worker.step(id, 'completed', { outcome: 'fixed', amount: 15_000, after_photo_missing_reason: 'Pas de lumière' }), 'C’est terminé');
    await isFit(client);
    await worker.leave();
    console.log(`follow.moved ${took.map((ms) => Math.round(ms)).join(', ')} ms from the answer to the page`);
    expect(phone.errors).toEqual([]);
  }, 180_000);

  it('is spoken to in their own language, and their form fits the smallest phone', async () => {
    const owner = await openCompany(phone.page());
    const sent = await hire(owner);
    const id = await ask(owner, sent, { language: 'en' });
    const client = await phone.another({ locale: 'en-GB' });
    await client.goto(await linkOf(owner, id));
    await heading(client, 'We are looking for somebody').waitFor();
    expect(await client.locator('html').getAttribute('lang')).toBe('en');
    await isFit(client);
    await client.getByText('Cancel the request').click();
    await isFit(client);

    const form = await openForm(owner);
    relay.reset();
    await client.goto(`${form}?l=en`);
    await heading(client, 'Ask for help').waitFor();
    console.log(`follow.form ${received('/demande/')} bytes down`);
    expect(received('/demande/')).toBeLessThan(FIRST_LOOK);
    await isFit(client);
    await client.getByRole('link', { name: 'Français' }).click();
    await heading(client, 'Demander une intervention').waitFor();
    await client.getByRole('button', { name: 'Envoyer ma demande' }).click();
    await client.getByText('Corrigez ce qui est signalé ci-dessous.').waitFor();
    await isFit(client);
    await client.setViewportSize({ width: 320, height: 640 });
    await isFit(client);
    expect(phone.errors).toEqual([]);
  }, 180_000);
});
