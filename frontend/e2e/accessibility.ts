import type { Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = { id: string; impact: string | null; help: string; nodes: { target: string[]; failureSummary?: string }[] };

/** What axe finds: WCAG 2.2 A and AA, best practices, and AAA contrast. */
export async function axe(page: Page): Promise<Finding[]> {
  // Evaluated and not added as an element, which the product's own policy would refuse.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // What is still fading in has no contrast of its own yet.
    const moving = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime as number));
    await Promise.allSettled(moving.map(({ finished }) => finished));
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: Finding[] }> } };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'color-contrast-enhanced': { enabled: true } },
    });
    return violations;
  });
}

/** Elements that stick out at the side, targets under 44 px and text under 16 px. */
export function measure(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className.toString().replaceAll(' ', '.')} “${element.textContent?.trim().slice(0, 30) ?? ''}”`;
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
      const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1).slice(-1)[0];
      found.push(`sideways scroll: ${document.documentElement.scrollWidth} > ${width} ${wide ? name(wide) : ''}`);
    }
    const shown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
    for (const element of document.querySelectorAll('a[href], button, input:not([type=checkbox], [type=radio], [type=file]), select, textarea')) {
      if (!shown(element) || element.closest('p, dd, .skip')) continue;
      const { width: w, height: h } = element.getBoundingClientRect();
      const inField = element.closest('.input');
      const height = inField ? inField.getBoundingClientRect().height : h;
      const inTable = element.closest('td');
      if (!inTable && (height < 43.5 || w < 43.5)) found.push(`small target ${Math.round(w)}x${Math.round(height)}: ${name(element)}`);
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || !node.textContent?.trim() || !shown(parent)) continue;
      if (parseFloat(getComputedStyle(parent).fontSize) < 16) found.push(`small text: ${name(parent)}`);
    }
    return [...new Set(found)];
  });
}
