/**
 * Lighthouse on the login and the main screens of a running product (slow 4G, a cheap phone), the median of three.
 * Exits 1 below the budgets. With --slow3g: 400 kbps, 400 ms and the budgets for it.
 *
 *   BASE_URL=... DEMO_EMAIL=... DEMO_PASSWORD=... npm run lighthouse [-- --only=/login,/]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { type RunnerResult } from 'lighthouse';
import { chromium } from 'playwright-core';
import { BASE_URL, launchOptions } from './browser.ts';
import { signIn } from './screens.ts';

const PORT = 9333;
const RUNS = 3;
const slow = process.argv.includes('--slow3g');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7).split(',');
const paths = ['/login', '/', '/products', '/sales', '/sales/new', '/imports'].filter((path) => !only || only.includes(path));

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
  for (const path of paths) {
    if (path !== '/login' && !inside) {
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
    const score = (name: string) => Math.round(100 * median(runs.map((run) => run.categories[name]!.score ?? 0)));
    const figure = (name: string) => median(runs.map((run) => run.audits[name]!.numericValue ?? 0));
    const figures = {
      performance: score('performance'),
      accessibility: score('accessibility'),
      best: score('best-practices'),
      fcp: figure('first-contentful-paint'),
      lcp: figure('largest-contentful-paint'),
      cls: figure('cumulative-layout-shift'),
      tbt: figure('total-blocking-time'),
    };
    const good = slow
      ? figures.lcp <= 5500 && figures.fcp <= 2500
      : figures.performance >= 95 &&
        figures.accessibility === 100 &&
        figures.best === 100 &&
        figures.lcp <= 2000 &&
        figures.cls <= 0.05 &&
        figures.tbt <= 200;
    failed ||= !good;
    console.log(
      `${good ? 'ok  ' : 'BAD '} ${path.padEnd(12)} performance ${figures.performance} accessibility ${figures.accessibility} best practices ${figures.best}` +
        ` FCP ${Math.round(figures.fcp)} ms LCP ${Math.round(figures.lcp)} ms CLS ${figures.cls.toFixed(3)} TBT ${Math.round(figures.tbt)} ms`,
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
