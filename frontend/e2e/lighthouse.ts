/**
 * Lighthouse on the login and the main screens of a running product (slow 4G, a cheap phone), the median of three.
 * Exits 1 below the budgets. With --slow3g: 400 kbps, 400 ms and the budgets for it. With --public: what a client sees
 * without an account, the page of a request under way and the company's form, as the company DEMO_EMAIL has them.
 *
 *   BASE_URL=... DEMO_EMAIL=... DEMO_PASSWORD=... npm run lighthouse [-- --only=/login,/] [--public]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { type RunnerResult } from 'lighthouse';
import { chromium } from 'playwright-core';
import { BASE_URL, DEMO, launchOptions } from './browser.ts';
import { elsewhere } from './company.ts';
import { signIn } from './screens.ts';

const PORT = 9333;
const RUNS = 3;
const slow = process.argv.includes('--slow3g');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7).split(',');
const SCREENS = ['/login', '/', '/products', '/sales', '/sales/new', '/imports'];
const isPublic = process.argv.includes('--public');

/** The page of the request that somebody comes for, with an hour where there is one, and the form. */
async function publicPages(): Promise<Map<string, string>> {
  const api = await elsewhere({ email: DEMO.email, password: DEMO.password });
  const asked = async <T>(method: 'get' | 'post' | 'patch', path: string, data?: object): Promise<T> => {
    const answer = await api[method](`/api/v1${path}`, { data });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { items } = await asked<{ items: { id: string; eta: object | null }[] }>('get', '/requests?state=provider_enroute&state=provider_accepted');
  const coming = items.find(({ eta }) => eta) ?? items[0];
  if (!coming) throw new Error('nobody is on the way to a client of this company');
  const { url } = await asked<{ url: string }>('post', `/requests/${coming.id}/link`);
  const kept = await asked<{ form_open: boolean; form_slug: string | null }>('get', '/requests/settings');
  const slug = (kept.form_open && kept.form_slug) || `mesure-${Date.now().toString(36)}`;
  if (slug !== kept.form_slug) await asked('patch', '/requests/settings', { form_open: true, form_slug: slug });
  await api.dispose();
  return new Map([
    [new URL(url).pathname, '/suivi'],
    [`/demande/${slug}`, '/demande'],
  ]);
}

const named = isPublic ? await publicPages() : new Map(SCREENS.map((path) => [path, path]));
const paths = [...named].filter(([, name]) => !only || only.includes(name));

// Applied, not simulated: the simulation cannot see that the static shell is painted before any script has come.
const SLOW_3G = {
  throttlingMethod: 'devtools',
  throttling: { rttMs: 400, throughputKbps: 400, requestLatencyMs: 400, downloadThroughputKbps: 400, uploadThroughputKbps: 400, cpuSlowdownMultiplier: 4 },
} as const;

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const profile = mkdtempSync(join(tmpdir(), 'digiboost-lighthouse-'));
const { executablePath, args } = launchOptions();
const browser = await chromium.launchPersistentContext(profile, { executablePath, args: [...args, `--remote-debugging-port=${PORT}`] });

let failed = false;
try {
  let inside = false;
  for (const [path, name] of paths) {
    if (!isPublic && path !== '/login' && !inside) {
      const page = await browser.newPage();
      await signIn(page);
      await page.close();
      inside = true;
    }
    const runs: RunnerResult['lhr'][] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const result = await lighthouse(`${BASE_URL}${path}`, {
        port: PORT,
        output: 'json',
        // The live stream never ends: the page is loaded long before it would be quiet.
        maxWaitForLoad: 20_000,
        onlyCategories: ['performance', 'accessibility', 'best-practices'],
        // The session lives in a cookie and the hint of it in local storage: a reset would sign us out.
        disableStorageReset: inside,
        logLevel: 'error',
        ...(slow ? SLOW_3G : {}),
      });
      if (!result) throw new Error(`no result for ${path}`);
      runs.push(result.lhr);
    }
    const score = (category: string) => Math.round(100 * median(runs.map((run) => run.categories[category]!.score ?? 0)));
    const figure = (audit: string) => median(runs.map((run) => run.audits[audit]!.numericValue ?? 0));
    const figures = {
      performance: score('performance'),
      accessibility: score('accessibility'),
      best: score('best-practices'),
      fcp: figure('first-contentful-paint'),
      lcp: figure('largest-contentful-paint'),
      cls: figure('cumulative-layout-shift'),
      tbt: figure('total-blocking-time'),
      bytes: figure('total-byte-weight'),
    };
    const good = slow
      ? figures.lcp <= 5500 && figures.fcp <= 2500
      : figures.performance >= 95 &&
        figures.accessibility === 100 &&
        figures.best === 100 &&
        figures.lcp <= 2000 &&
        figures.cls <= 0.05 &&
        figures.tbt <= 200 &&
        (!isPublic || figures.bytes < 50_000);
    failed ||= !good;
    console.log(
      `${good ? 'ok  ' : 'BAD '} ${name.padEnd(12)} performance ${figures.performance} accessibility ${figures.accessibility} best practices ${figures.best}` +
        ` FCP ${Math.round(figures.fcp)} ms LCP ${Math.round(figures.lcp)} ms CLS ${figures.cls.toFixed(3)} TBT ${Math.round(figures.tbt)} ms ${figures.bytes} bytes`,
    );
    const last = runs[runs.length - 1]!;
    for (const category of ['accessibility', 'best-practices'] as const) {
      for (const { id } of last.categories[category]!.auditRefs) {
        const audit = last.audits[id]!;
        if (audit.score !== null && audit.score < 1) console.log(`       ${category}: ${audit.id} ${audit.title}`);
      }
    }
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
