import { useSyncExternalStore } from 'react';
import type { PageClient, Shown } from './pageClient.ts';

/** One value out of what the page shows; the component is drawn again only when it changes. Select what is compared by identity. */
export function useShown<Value>(client: PageClient, select: (shown: Shown) => Value): Value {
  return useSyncExternalStore(client.subscribe, () => select(client.shown()));
}
