import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, measure } from './accessibility.ts';
import { BASE_URL } from './browser.ts';
import { elsewhere, openCompany, type Owner } from './company.ts';
import { enter, hire, type Sent } from './field.ts';
import { withPhone } from './harness.ts';
import { openRelay, type Relay } from './relay.ts';
import { mirrored, settle, workerReady } from './screens.ts';

let relay: Relay;
// Before the browser is launched, which is told of it.
beforeAll(async () => {
  relay = await openRelay(new URL(BASE_URL));
});
afterAll(() => relay.close());
const phone = withPhone(() => [`--host-resolver-rules=${relay.hostMap}`]);
/** What went over the wire for requests whose line holds a word. */
const sent = (word: string) => {
  const found = [...relay.byRequest].filter(([request]) => request.includes(word)).map(([, bytes]) => bytes);
  return { times: found.reduce((sum, { times }) => sum + times, 0), up: found.reduce((sum, { up }) => sum + up, 0) };
};
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

type Seen = { state: string; stage: string | null; version: number; start_code: string; amount: number; materials_amount: number; photos: { kind: string; is_whole: boolean }[]; history: { kind: string; to_state: string; by: string; reason: string | null; note: string | null; occurred_at: string; received_at: string; skew_ms: number | null }[] };

async function given(owner: Owner, { serviceId, zoneId, providerId }: Sent): Promise<string> {
  const api = await elsewhere(owner);
  const asked = await api.post('/api/v1/requests', {
    data: { client_name: 'Fatou Diop', client_phone: '+221771234567', service_id: serviceId, zone_id: zoneId, landmark: 'derrière la pharmacie', description: 'Fuite sous l’évier.', urgency: 'normal' },
  });
  const { id } = (await asked.json()) as { id: string };
  const assigned = await api.post(`/api/v1/requests/${id}/assign`, { data: { provider_id: providerId } });
  expect(assigned.status(), await assigned.text()).toBeLessThan(300);
  await api.dispose();
  return id;
}

async function atTheOffice(owner: Owner, id: string): Promise<Seen> {
  const api = await elsewhere(owner);
  const seen = (await (await api.get(`/api/v1/requests/${id}`)).json()) as Seen;
  await api.dispose();
  return seen;
}

/** A phone of a provider that has been online once: its shell, its copy and the mission are on it. */
async function begin(clock = 0): Promise<{ owner: Owner; hired: Sent; page: Page; id: string }> {
  const owner = await openCompany(phone.page());
  const hired = await hire(owner);
  const page = await phone.another();
  if (clock) {
    await page.addInitScript((ahead) => {
      const real = Date;
      const moved = () => real.now() + ahead;
      globalThis.Date = new Proxy(real, {
        construct: (target, given) => (given.length ? Reflect.construct(target, given) : new target(moved())) as object,
        get: (target, name) => (name === 'now' ? moved : Reflect.get(target, name)),
      });
    }, clock);
  }
  await enter(page, owner, hired);
  const id = await given(owner, hired);
  await page.goto(`${BASE_URL}/p/missions/${id}`);
  await page.getByRole('button', { name: 'Je pars' }).waitFor();
  await mirrored(page, 'mission', 1);
  await workerReady(page, ['field-MissionPage', 'QueuePage']);
  return { owner, hired, page, id };
}

/** A photo as a phone's camera makes it: 12 million pixels, noisy, several megabytes. */
async function camera(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 });
    const pen = canvas.getContext('2d')!;
    const sky = pen.createLinearGradient(0, 0, 4000, 3000);
    sky.addColorStop(0, '#345');
    sky.addColorStop(1, '#ba8');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 4000, 3000);
    for (let turn = 0; turn < 9000; turn += 1) {
      pen.fillStyle = `hsl(${(turn * 47) % 360} 40% ${20 + ((turn * 13) % 60)}%)`;
      pen.fillRect((turn * 7919) % 4000, (turn * 104_729) % 3000, 12 + (turn % 60), 12 + (turn % 45));
    }
    const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!), 'image/jpeg', 0.95));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  });
  return Buffer.from(base64, 'base64');
}

async function photograph(page: Page, label: string, content: Buffer): Promise<void> {
  const before = await page.locator('.photos img').count();
  await page.getByLabel(label, { exact: true }).setInputFiles({ name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer: content });
  await page.waitForFunction((count) => document.querySelectorAll('.photos img').length > count, before);
}

async function addMaterial(page: Page, name: string, quantity: string, price: string): Promise<void> {
  await page.getByRole('button', { name: 'Ajouter du matériel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Matériel' }).fill(name);
  await dialog.getByText(`Acheté : ${name}`).click();
  await dialog.getByLabel('Quantité').fill(quantity);
  await dialog.getByLabel('Prix de l’unité').fill(price);
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The whole mission, step by step, as one does it with one thumb. */
async function work(page: Page, code: string, picture: Buffer): Promise<void> {
  await page.getByRole('button', { name: 'Je pars' }).click();
  await page.getByRole('button', { name: 'Je suis arrivé' }).click();
  await photograph(page, 'Photo avant', picture);
  await page.getByRole('button', { name: 'Commencer le diagnostic' }).click();
  await page.getByRole('dialog').getByLabel('Code du client').fill(code);
  await page.getByRole('dialog').getByRole('button', { name: 'Commencer le diagnostic' }).click();
  await page.getByRole('button', { name: 'Commencer la réparation' }).click();
  await addMaterial(page, 'Joint', '2', '500');
  await page.getByLabel('Ajouter une note').fill('Tuyau fendu sous l’évier');
  await page.getByRole('button', { name: 'Noter' }).click();
  await photograph(page, 'Photo après', picture);
  await page.getByRole('button', { name: 'Terminer la mission' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('La photo d’après est prise.').waitFor();
  await dialog.getByText('Oui, c’est réparé').click();
  await dialog.getByLabel('Prix du travail').fill('15 000');
  await dialog.getByRole('button', { name: 'Terminer', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('a mission on a phone', () => {
  it('is done entirely without network, with photos, and arrives on a slow one', async () => {
    const { owner, page, id } = await begin(2 * 3_600_000);
    const { start_code } = await atTheOffice(owner, id);
    const picture = await camera(page);
    expect(picture.length).toBeGreaterThan(1_000_000);
    await settle(page);
    expect(await axe(page)).toEqual([]);
    expect(await measure(page)).toEqual([]);

    await page.context().setOffline(true);
    await work(page, start_code, picture);
    await page.getByText('9 actions enregistrées sur ce téléphone').waitFor();
    // Nothing of it is lost with the page.
    await page.goto('about:blank');
    await page.goto(`${BASE_URL}/p/missions/${id}`);
    await page.getByText('Terminée').first().waitFor();
    expect(await page.locator('.photos img').count()).toBe(2);
    await page.getByRole('link', { name: /11 non envoyées/ }).waitFor();
    await settle(page);
    expect(await axe(page)).toEqual([]);

    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    relay.reset();
    await page.context().setOffline(false);
    await cdp.send('Network.emulateNetworkConditions', SLOW_3G);
    const began = Date.now();
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.waitForFunction(() => document.querySelectorAll('.photos figcaption.ok').length === 2, null, { timeout: 120_000 });
    const seconds = (Date.now() - began) / 1000;
    const [pushes, photos] = [sent('/sync/push'), sent('/photos/')];
    console.log(`mission.seconds ${seconds.toFixed(1)} s\nmission.push ${pushes.times} requests, ${pushes.up} bytes up\nmission.photos ${photos.times} requests, ${photos.up} bytes up\nmission.all ${relay.count.up} bytes up, ${relay.count.down} bytes down`);
    expect(photos.up).toBeLessThan(2 * 250_000 + photos.times * 1500);
    expect(pushes.times).toBeLessThanOrEqual(2);

    const seen = await atTheOffice(owner, id);
    expect(seen).toMatchObject({ state: 'service_completed', amount: 15_000, materials_amount: 1000 });
    expect(seen.photos.map(({ kind, is_whole }) => [kind, is_whole]).sort()).toEqual([
      ['after', true],
      ['before', true],
    ]);
    const steps = seen.history.filter(({ by, kind }) => by === 'provider' && kind === 'transition');
    expect(steps.map(({ to_state }) => to_state)).toEqual(['provider_enroute', 'provider_arrived', 'service_started', 'service_started', 'service_completed']);
    // The clock was two hours ahead: the server knows, and no step lies in the future.
    for (const { occurred_at, received_at, skew_ms } of steps) {
      expect(Math.abs((skew_ms ?? 0) - 7_200_000)).toBeLessThan(60_000);
      expect(Date.parse(occurred_at)).toBeLessThanOrEqual(Date.parse(received_at));
    }
    expect(phone.errors).toEqual([]);
  }, 300_000);

  it('that was given to somebody else meanwhile keeps what was done as notes, and says so', async () => {
    const { owner, hired, page, id } = await begin();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Je pars' }).click();
    await page.getByRole('button', { name: 'Je suis arrivé' }).waitFor();
    const api = await elsewhere(owner);
    const colleague = (await (await api.post('/api/v1/providers', { data: { name: 'Cheikh Ba', phone: `+22176${hired.phone.slice(-7)}`, service_ids: [hired.serviceId], zone_ids: [hired.zoneId] } })).json()) as { id: string };
    expect((await api.post(`/api/v1/requests/${id}/give-back`, { data: { reason: 'injoignable' } })).status()).toBeLessThan(300);
    expect((await api.post(`/api/v1/requests/${id}/assign`, { data: { provider_id: colleague.id } })).status()).toBeLessThan(300);
    await api.dispose();
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText(/est arrivé trop tard/).first().waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: 'Cette mission n’est plus à vous' }).waitFor({ timeout: 30_000 });
    const seen = await atTheOffice(owner, id);
    expect(seen.state).toBe('provider_accepted');
    expect(seen.history.filter(({ kind }) => kind === 'note').map(({ to_state }) => to_state)).toContain('provider_enroute');
    await page.goto(`${BASE_URL}/envois`);
    await page.getByText('Arrivé trop tard : gardé comme note').waitFor();
    expect(phone.errors).toEqual([]);
  }, 200_000);

  it('begins without the code only with a reason, and a wrong code is put right in the tray', async () => {
    const { owner, page, id } = await begin();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'J’y suis déjà' }).click();
    await page.getByRole('button', { name: 'Commencer le diagnostic' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Commencer le diagnostic' }).click();
    await dialog.getByText('Écrivez les quatre chiffres.').waitFor();
    const { start_code } = await atTheOffice(owner, id);
    await dialog.getByLabel('Code du client').fill(start_code === '0000' ? '1111' : '0000');
    await dialog.getByRole('button', { name: 'Commencer le diagnostic' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Refusé par le serveur : voyez les envois').waitFor({ timeout: 30_000 });
    await page.goto(`${BASE_URL}/envois`);
    await page.getByRole('button', { name: 'Corriger' }).click();
    await page.getByRole('dialog').getByLabel('Code du client').fill(start_code);
    await page.getByRole('dialog').getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('Tout est envoyé').waitFor({ timeout: 30_000 });
    expect(await atTheOffice(owner, id)).toMatchObject({ state: 'service_started', stage: 'diagnostic' });
    expect(phone.errors).toEqual([]);
  }, 200_000);
});
