/** Renders the mark to the PNG files that the manifest names. Run after a change of public/icons/icon.svg. */
import { readFileSync, writeFileSync } from 'node:fs';
import { launch } from '../e2e/browser.ts';

const folder = new URL('../public/icons/', import.meta.url);
const svg = readFileSync(new URL('icon.svg', folder), 'utf8');

const browser = await launch();
const page = await browser.newPage();
for (const { name, size, maskable } of [
  { name: 'icon-192', size: 192, maskable: false },
  { name: 'icon-512', size: 512, maskable: false },
  { name: 'maskable-512', size: 512, maskable: true },
]) {
  await page.setViewportSize({ width: size, height: size });
  // A maskable icon may lose a fifth on each side: the ground fills the square and the mark keeps to the middle.
  const mark = maskable ? svg.replace('rx="9"', '') : svg;
  const inner = maskable ? `<div style="background:#ff8c00;width:100%;height:100%;display:grid;place-items:center"><div style="width:72%;height:72%">${mark}</div></div>` : mark;
  await page.setContent(`<style>*{margin:0}html,body{height:100%;background:transparent}svg{display:block;width:100%;height:100%}</style>${inner}`);
  writeFileSync(new URL(`${name}.png`, folder), await page.screenshot({ omitBackground: !maskable }));
}
// Android draws it in one colour, by its alpha alone: the rising bars without their ground.
await page.setViewportSize({ width: 96, height: 96 });
const bars = svg.replace(/<rect[^>]*\/>/, '').replaceAll('#111827', '#fff');
await page.setContent(`<style>*{margin:0}html,body{height:100%;background:transparent}svg{display:block;width:100%;height:100%}</style>${bars}`);
writeFileSync(new URL('badge-96.png', folder), await page.screenshot({ omitBackground: true }));
await browser.close();
