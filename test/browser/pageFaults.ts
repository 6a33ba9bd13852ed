import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What axe finds. It opens a page of its own, behind which this one has no gaze, unless the page `mustStay` in front.
 * In light only its colours are another page's: structure and sizes were judged in dark.
 */
export async function violations(
  page: Page,
  colorScheme: 'dark' | 'light' = 'dark',
  mustStay = false,
): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(mustStay);
  const asked =
    colorScheme === 'light'
      ? axe.withRules(['color-contrast', 'color-contrast-enhanced'])
      : axe.options({
          rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
        });
  const { violations: found } = await asked.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** What is cut off, lies over something else, or makes the page scroll sideways. */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const nameOf = (element: Element) => `${element.className} "${element.textContent?.slice(0, 30)}"`;
    const boxes = [
      ...document.querySelectorAll(
        '.strip, .control, .stop, .centre, .head, .centre-words, .sound, .strip-more, .strip-words, .strip-state',
      ),
    ].map((element) => ({ element, box: element.getBoundingClientRect() }));
    for (const { element, box } of boxes) {
      if (box.width === 0) continue;
      if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) {
        found.push(`outside the page: ${nameOf(element)}`);
      }
      for (const other of boxes) {
        if (other.element === element || other.element.contains(element) || element.contains(other.element))
          continue;
        const { box: b } = other;
        const isApart =
          b.right <= box.left + 1 ||
          box.right <= b.left + 1 ||
          b.bottom <= box.top + 1 ||
          box.bottom <= b.top + 1;
        if (b.width > 0 && !isApart) found.push(`overlap: ${nameOf(element)} and ${nameOf(other.element)}`);
      }
    }
    // Text must not leave its control or panel; a tight line box is up to 4 px lower than what is measured of its letters.
    for (const panel of document.querySelectorAll<HTMLElement>(
      '.strip, .strip-words, .strip-more, .sound, .control, .stop, .fault, .looked-button, .centre',
    )) {
      const outer = panel.getBoundingClientRect();
      for (const element of panel.querySelectorAll('span, h1, p:not(.only-read), strong')) {
        const box = element.getBoundingClientRect();
        if (box.width === 0) continue;
        const isOutside =
          box.left < outer.left - 1 ||
          box.right > outer.right + 1 ||
          box.top < outer.top - 4 ||
          box.bottom > outer.bottom + 4;
        if (isOutside) found.push(`cut off: ${nameOf(element)} by ${panel.className}`);
      }
    }
    return found;
  });
}
