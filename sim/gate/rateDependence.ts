import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import type { Found } from './found.ts';
import { closeLoop, type Recording } from './loop.ts';
import { STEP_YAW } from './scenes.ts';
import { TICK_HZ } from './sweep.ts';

/**
 * How far apart the same step lies with other trackers and other ticks, as a share of the step: every figure of a law is per
 * second (reference/strategies.md §4.2).
 */
export function rateDependence(candidate: Candidate, person: GatePerson, seed: number): Found {
  const one = (trackerHz: number, tickHz: number): Recording =>
    closeLoop(
      candidate,
      person,
      { ...STEP_YAW, durationS: 6 },
      { eyes: 'ideal', delayMs: 0, lagMs: 0, trackerHz, tickHz, isLimited: false, seed },
    );
  const usual = one(90, TICK_HZ);
  const others = [
    { trackerHz: 45, tickHz: TICK_HZ },
    { trackerHz: 120, tickHz: TICK_HZ },
    { trackerHz: 90, tickHz: 50 },
    { trackerHz: 90, tickHz: 200 },
  ];
  return others
    .map(({ trackerHz, tickHz }) => ({
      value: apart(usual, one(trackerHz, tickHz)) / STEP_YAW.end.yawDeg,
      where: `step, tracker of ${trackerHz} Hz and ${tickHz} ticks/s beside 90 Hz and ${TICK_HZ}`,
    }))
    .reduce((most, found) => (found.value > most.value ? found : most));
}

/** Largest distance between two recordings at the moments that both have. */
function apart(a: Recording, b: Recording): number {
  const stepS = Math.max(a.tickS, b.tickS);
  const [everyA, everyB] = [Math.round(stepS / a.tickS), Math.round(stepS / b.tickS)];
  const count = Math.max(a.headYawDeg.length / everyA, b.headYawDeg.length / everyB);
  let most = 0;
  for (let index = 0; index < count; index += 1) {
    const [atA, atB] = [a.headYawDeg[index * everyA], b.headYawDeg[index * everyB]];
    const distance = atA === undefined || atB === undefined ? Number.POSITIVE_INFINITY : Math.abs(atA - atB);
    most = Math.max(most, distance);
  }
  return most;
}
