import type { Check } from './check.ts';

/**
 * The brace says that it has started again, or its boot number has changed (DESIGN 'Firmware interlock'): one moment, which
 * the row keeps. Never unknown.
 */
export const firmwareRebooted: Check = {
  id: 'firmwareRebooted',
  isRaised: ({ incidents }) => incidents.has('rebooted') || incidents.has('nonceChanged'),
};
