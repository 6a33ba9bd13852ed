import { FIRMWARE_HASH } from '../../hardware/link/firmwareHash.ts';
import type { Status } from '../../hardware/link/status.ts';
import type { ObservedBrace } from '../safety/observation.ts';
import type { ControlState } from './state.ts';

/** Whose program the brace runs. */
export function firmwareOf(
  { isBenchBoard }: Pick<ControlState, 'isBenchBoard'>,
  { firmwareHash }: Status,
): ObservedBrace['firmware'] {
  if (isBenchBoard) return 'benchBoard';
  return firmwareHash === FIRMWARE_HASH ? 'ours' : 'other';
}

/**
 * Whether this board may take over a head that a person holds. One that carries a head already is asked to go on: to
 * let go would be worse. The flags `firmwareDiffers` and `benchBoardWorn` say why not.
 */
export function mayTakeOver(state: ControlState, status: Status): boolean {
  switch (firmwareOf(state, status)) {
    case 'ours':
      return true;
    case 'other':
      return false;
    case 'benchBoard':
      return state.force?.profile.wearer === 'bench';
  }
}
