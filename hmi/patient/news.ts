import type { StateName } from '../../protocol/states.ts';
import type { Standing } from '../shared/clientView.ts';
import type { Shown } from '../shared/pageClient.ts';
import type { Commands } from './commands.ts';

/** What is over by what the page shows now, once per frame. */
export function followNews({
  tell,
  forgetStep,
}: Pick<Commands, 'tell' | 'forgetStep'>): (shown: Shown) => void {
  let lastStanding: Standing = 'connecting';
  let lastState: StateName | undefined;
  let lastMisunderstood: string | null = null;
  return ({ standing, telemetry, misunderstood }) => {
    if (standing !== lastStanding || telemetry?.state !== lastState) {
      // What was said about the state before is over, and so is a step that was half taken in it.
      tell(null);
      forgetStep();
      lastStanding = standing;
      lastState = telemetry?.state;
    }
    if (misunderstood !== lastMisunderstood) {
      lastMisunderstood = misunderstood;
      tell({ kind: 'misunderstood' });
    }
  };
}
