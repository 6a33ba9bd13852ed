import { readFileSync } from 'node:fs';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import type { PerServo } from '../../../protocol/pose.ts';
import { type Body, createBody } from '../../../sim/body/body.ts';
import { type Brace, type BraceOptions, createBrace } from '../../../sim/brace/brace.ts';
import { createFrameHost, type FrameHost } from '../host.ts';

export const FIRMWARE_HEX = readFileSync(
  new URL('../../../hardware/firmware/interlock.hex', import.meta.url),
  'utf8',
);

export const CENTRE: PerServo<number> = [1500, 1500, 1500];

export interface BraceRig {
  readonly brace: Brace;
  readonly body: Body;
  readonly host: FrameHost;
  /** Everything that reached the host. */
  readonly heard: number[];
  /** Runs; `each` is called every 10 ms, before the step. */
  run(ms: number, each?: () => void): void;
  /** Attached at the centre, held by the servos, nobody's hand on the head, a second later. */
  attach(): void;
  /** A motion frame that repeats the centre. */
  hold(): void;
}

/** The real firmware and a real body, in memory. */
export async function createBraceRig(options: Partial<BraceOptions> = {}): Promise<BraceRig> {
  const seed = options.seed ?? 1;
  const body = await createBody({ build: DEFAULT_BUILD, seed });
  const brace = createBrace({ hexText: FIRMWARE_HEX, body, seed, ...options });
  const host = createFrameHost((bytes) => brace.fromHost(bytes));
  const heard: number[] = [];
  let ms = 0;
  const rig: BraceRig = {
    brace,
    body,
    host,
    heard,
    run(duration, each = () => {}) {
      for (const end = ms + duration; ms < end; ms++) {
        if (ms % 10 === 0) each();
        const bytes = brace.stepMs();
        heard.push(...bytes);
        host.hear(bytes);
      }
    },
    attach() {
      brace.holdHead();
      rig.run(100);
      host.send({ kind: 'statusRequest' });
      rig.run(10);
      host.attach(CENTRE);
      rig.run(40);
      rig.run(500, rig.hold);
      brace.letGo();
      rig.run(500, rig.hold);
    },
    hold: () => host.tick(CENTRE),
  };
  return rig;
}
