import { chromium, type Browser } from 'playwright-core';
import { existsSync } from 'node:fs';

const CANDIDATES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const CHROMIUM_ARGS = [
  '--headless=shell',
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium named by CHROMIUM_PATH, or the system's own. */
function chromiumPath(): string {
  const found = CANDIDATES.find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found: set CHROMIUM_PATH');
  return found;
}

export const launchOptions = () => ({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });

/**
 * `hostMap`: a rule for Chromium's resolver, to put something between it and the product. `more`: further switches of
 * Chromium.
 */
export function launch({ hostMap, more = [] }: { hostMap?: string; more?: string[] } = {}): Promise<Browser> {
  const { executablePath, args } = launchOptions();
  return chromium.launch({ executablePath, args: [...args, ...more, ...(hostMap ? [`--host-resolver-rules=${hostMap}`] : [])] });
}

export const BASE_URL = (process.env.E2E_BASE_URL || process.env.BASE_URL || 'http://127.0.0.1:8000').replace(/\/$/, '');

/** The account that the demo data brings; the tests that need a filled company sign in as it. */
export const DEMO = {
  email: process.env.DEMO_EMAIL ?? '',
  password: process.env.DEMO_PASSWORD ?? '',
};
