import { ALARM_SIGNALS } from '../../protocol/alarmSignals.ts';
import type { AlarmPriorityName } from '../../protocol/alarms.ts';

const NAME = 'alarm-flash';
const PRIORITIES = Object.keys(ALARM_SIGNALS) as readonly AlarmPriorityName[];

/**
 * The style of every lamp (`data-lamp`), from the shared data. Only its colour changes, nothing moves: what asks for less motion
 * asks for no less alarm, and the data never flashes more than three times a second.
 */
export function lampStyles(): string {
  return PRIORITIES.map((priority) => {
    const { colour, flash } = ALARM_SIGNALS[priority].light;
    const lit = `background-color: var(--lamp-${colour}); color: var(--lamp-${colour}-ink);`;
    const lamp = `[data-lamp="${priority}"] { ${lit}`;
    if (flash === null) return `${lamp} }`;
    const dark = 'background-color: var(--lamp-dark); color: var(--lamp-dark-ink);';
    const name = `${NAME}-${priority}`;
    return [
      `@keyframes ${name} { 0% { ${lit} } ${flash.duty * 100}%, 100% { ${dark} } }`,
      `${lamp} animation: ${name} ${1000 / flash.frequencyHz}ms step-end infinite; }`,
    ].join('\n');
  }).join('\n');
}

/**
 * Lights the lamps of a page. All of one priority flash together, whenever they appeared: two that flash in turn would flash twice
 * as often. A sheet of its own, as the gateway allows no style inside the page.
 */
export function lightLamps(page: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(lampStyles());
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
  page.addEventListener('animationstart', ({ animationName, target }) => {
    if (!animationName.startsWith(NAME) || !(target instanceof Element)) return;
    for (const animation of target.getAnimations()) animation.startTime = 0;
  });
}
