import type { Check } from './check.ts';

/** The gateway process is not connected: leases lapse with it (DESIGN 'Two processes'). Never unknown. */
export const gatewayLost: Check = {
  id: 'gatewayLost',
  isRaised: ({ isGatewayConnected }) => !isGatewayConnected,
};
