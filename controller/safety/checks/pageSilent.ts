import type { StateName } from '../../../protocol/states.ts';
import type { Check } from './check.ts';

/** reference/domain.md §4.3, UI heartbeat. */
const SILENT_MS = 500;
/** Where the head moves, or a look could move it. */
const NEEDS_A_PAGE: readonly StateName[] = ['ready', 'engaged', 'retreating'];

/** No page has proved for 500 ms that it paints what happens. A page that never did is silent. */
export const pageSilent: Check = {
  id: 'pageSilent',
  isRaised: ({ state, pageProvenForMs }) =>
    NEEDS_A_PAGE.includes(state) && !(pageProvenForMs !== undefined && pageProvenForMs <= SILENT_MS),
};
