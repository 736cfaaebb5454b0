/** The budgets on bytes. Exits 1 when one is passed. Sizes in kB of 1,000 bytes. */
import { readFileSync, readdirSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, dist));
const gz = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0) / 1000;
const br = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + brotliCompressSync(read(name)).length, 0) / 1000;

const assets = readdirSync(new URL('assets/', dist)).filter((name) => /\.(js|css)$/.test(name)).map((name) => `assets/${name}`);
const html = read('index.html').toString();

/** A module with everything it imports before it can run. */
function closure(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const code = read(name).toString();
  for (const [, file] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) closure(`assets/${file}`, found);
  return found;
}

const entries = [...html.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g)].map(([, file]) => file!);
const entry = new Set(entries.flatMap((file) => [...closure(file)]));
const css = assets.filter((name) => name.endsWith('.css'));
const one = (pattern: RegExp) => {
  const found = assets.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`expected one file for ${pattern}, found ${found.length}`);
  return found[0]!;
};
const locales = { fr: one(/\/fr-[^/]+\.js$/), en: one(/\/en-[^/]+\.js$/) };
const routes = assets.filter((name) => /Page-[^/]+\.js$/.test(name));
const lazy = (name: string) => [...closure(name)].filter((file) => !entry.has(file));

let failed = false;
function check(name: string, value: number, limit: number, more = ''): void {
  const bad = value > limit;
  failed ||= bad;
  console.log(`${bad ? 'TOO BIG' : 'ok     '} ${name.padEnd(46)} ${value.toFixed(1).padStart(7)} of ${limit} kB${more}`);
}

// What belongs to some alone is not kept for everybody: the application would not start without a network.
const foreign = [...entry].filter((name) => /\/(field-|house_)/.test(name));
if (foreign.length) throw new Error(`everybody starts with ${foreign.join(', ')}: see FIELD and HOUSE in vite.config.ts`);
check('entry JavaScript, gzip', gz(entry), 120);
check('CSS, gzip', gz(css), 12);
for (const [name, file] of Object.entries(locales)) check(`locale ${name}, gzip`, gz([file]), 15);
const sizes = routes.map((name) => ({ name: /(\w+Page)-/.exec(name)![1]!, size: gz(lazy(name)) })).sort((a, b) => b.size - a.size);
for (const { name, size } of sizes) check(`route ${name}, gzip`, size, 25);
const first = new Set([
  'index.html',
  'boot.js',
  'sw.js',
  'manifest.webmanifest',
  'icons/icon.svg',
  ...css,
  ...entry,
  locales.fr,
  ...lazy(one(/LoginPage-/)),
  ...lazy(one(/OverviewPage-/)),
]);
check('first visit to the dashboard, brotli', br(first), 150, ` (gzip ${gz(first).toFixed(1)})`);
// Fetched when the dashboard rests, even where data is saved, so that the shop sells when the network goes: COUNTER in src/sw.ts.
const counter = new Set(['NewSalePage', 'SalePage', 'SalesPage', 'QueuePage'].flatMap((name) => lazy(one(new RegExp(`/${name}-`)))));
check('the counter, when idle, brotli', br([...counter].filter((name) => !first.has(name))), 25);
// Loaded by the first scan in a browser without a reader of its own, and kept from then on: see ON_USE in src/sw.ts.
const barcode = one(/\/barcode-[^/]+\.js$/);
check('barcode reader, on use, gzip', gz([barcode]), 25, ` (brotli ${br([barcode]).toFixed(1)})`);
// Kept by whoever has opened one of these screens: see ON_USE in src/sw.ts.
const house = assets.filter((name) => /\/house_/.test(name));
check('the house of a company that sends people out, brotli', br(house), 80);
const shell = ['index.html', 'boot.js', 'icons/icon.svg', ...css, ...entry];
const field = assets.filter((name) => name.startsWith('assets/field-'));
check('everything kept offline, brotli', br(new Set([...shell, ...assets.filter((name) => name !== barcode && !field.includes(name) && !house.includes(name))])), 350);
// Whoever is sent out keeps their own screens instead: FIELD_COUNTER in src/sw.ts.
check('kept offline by who is sent out, brotli', br(new Set([...shell, locales.fr, ...[...field, one(/LoginPage-/), one(/\/QueuePage-/)].flatMap((name) => [name, ...closure(name)])])), 200);
const outside = [...[...first].filter((name) => !lazy(one(/OverviewPage-/)).includes(name)), ...lazy(one(/LoginPage-/))];
const firstField = new Set([...outside, ...[/ProviderApp-/, /ProviderHomePage-/].flatMap((name) => lazy(one(name))), field.find((name) => /field-field-/.test(name))!]);
check('first visit of who is sent out, brotli', br(firstField), 150, ` (gzip ${gz(firstField).toFixed(1)})`);
process.exit(failed ? 1 : 0);
