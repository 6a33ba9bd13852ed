import type { Tracker } from '../../../hardware/trackers/tracker.ts';
import type { GazeSample } from '../../../protocol/gazeSample.ts';
import { createRandom } from '../../../sim/random.ts';

/** What every tracker of a test is given, and what it said. */
export interface Listener {
  readonly samples: GazeSample[];
  /** Waits for so many samples more than there are. */
  more(count: number): Promise<void>;
  readonly surroundings: {
    readonly nowMs: () => number;
    readonly random: () => number;
    readonly onSample: (sample: GazeSample) => void;
  };
}

export function listener(): Listener {
  const samples: GazeSample[] = [];
  return {
    samples,
    async more(count) {
      const wanted = samples.length + count;
      await until(`${count} samples`, () => samples.length >= wanted);
    },
    surroundings: {
      nowMs: () => performance.now(),
      random: createRandom(5),
      onSample: (sample) => samples.push(sample),
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until something is so; a machine that is busy may take its time. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(5);
  }
}

export const validOf = (samples: readonly GazeSample[]): readonly GazeSample[] =>
  samples.filter(({ reading }) => reading.kind !== 'none');

/** Waits until everything that was sent so far has been read. */
export async function allRead(
  fake: { readonly sentAtMs: readonly number[] },
  tracker: Pick<Tracker, 'counts'>,
): Promise<void> {
  const sent = fake.sentAtMs.length;
  await until(`${sent} samples`, () => tracker.counts().samples >= sent);
}
