/** A wholesaler's real year of invoices, through the screens. Runs with E2E_HEAVY=1 and the public data set beside. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BASE_URL } from './browser.ts';
import { openCompany } from './company.ts';
import { withPhone } from './harness.ts';

const folder = process.env.DIGIBOOST_SHARED_DATA ?? new URL('../../../shared/data', import.meta.url).pathname;
const file = `${folder}/online-retail/transactions.csv.gz`;
const LAST_DAY = '2011-12-09';

/** Revenue of the thirty days up to the last one, from the file alone: each line rounded to whole francs. */
function expectedRevenue(): number {
  const first = new Date(Date.parse(LAST_DAY) - 29 * 86_400_000).toISOString().slice(0, 10);
  let sum = 0;
  for (const line of gunzipSync(readFileSync(file)).toString('latin1').split('\n').slice(1)) {
    const cells = /,(-?[\d.]+),(\d{4}-\d\d-\d\d) [\d:]+,(-?[\d.]+),[^,]*,[^,]*$/.exec(line.trimEnd());
    if (!cells || cells[2]! < first) continue;
    const thousandths = Math.round(Number(cells[3]) * 1000);
    if (thousandths < 0) continue;
    const exact = Math.abs(Number(cells[1])) * thousandths;
    sum += Math.sign(Number(cells[1])) * Math.floor((exact + 500) / 1000);
  }
  return sum;
}

describe.skipIf(!process.env.E2E_HEAVY || !existsSync(file))('a real year', () => {
  const phone = withPhone();

  it('goes from the file to the dashboard', { timeout: 400_000 }, async () => {
    const page = phone.page();
    await openCompany(page);
    await page.goto(`${BASE_URL}/imports/new`);
    await page.getByText('Vos ventes passées').click();
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: /Importer 541\s907 lignes/ }).click({ timeout: 120_000 });
    await page.getByText(/541\s907 lignes importées/).waitFor({ timeout: 240_000 });
    await page.goto(`${BASE_URL}/?day=${LAST_DAY}`);
    const figure = new Intl.NumberFormat('fr-FR').format(expectedRevenue()).replace(/\s/g, '\\s');
    await page.getByText(new RegExp(`^${figure}\\sF$`)).first().waitFor({ timeout: 30_000 });
    expect(phone.errors).toEqual([]);
  });
});
