import type { Person } from '../person/person.ts';
import type { Rig } from '../rig/rig.ts';

/** What a fault can get at. */
export interface FaultyWorld {
  readonly rig: Pick<Rig, 'brace' | 'killHost'>;
  readonly person: Pick<
    Person,
    'loseGaze' | 'regainGaze' | 'stallSocket' | 'resumeSocket' | 'vanish' | 'comeBack'
  >;
  /** Has a new control process started as soon as simulated time allows. */
  startHost(): void;
}

/** Something that breaks, and how it is put right. */
interface SimulatedFault {
  readonly description: string;
  begin(world: FaultyWorld): void;
  end(world: FaultyWorld): void;
}

/** Share of the bytes on the cable that arrive with one bit wrong. */
const CORRUPTED_SHARE = 0.01;

/** What can break, by name. */
export const SIMULATED_FAULTS = {
  serialCut: {
    description: 'The cable to the brace is pulled out; its end plugs it in again.',
    begin: ({ rig }) => rig.brace.line.cut(),
    end: ({ rig }) => rig.brace.line.mend(),
  },
  serialStalled: {
    description: 'The USB converter passes nothing on, then everything at once.',
    begin: ({ rig }) => rig.brace.line.stall(),
    end: ({ rig }) => rig.brace.line.resume(),
  },
  serialCorrupted: {
    description: 'One bit of every hundredth byte on the cable is wrong.',
    begin: ({ rig }) => rig.brace.line.setByteErrorRate(CORRUPTED_SHARE),
    end: ({ rig }) => rig.brace.line.setByteErrorRate(0),
  },
  hostKilled: {
    description: 'The control process dies as by SIGKILL; its end starts another one.',
    begin: ({ rig }) => rig.killHost(),
    end: (world) => world.startHost(),
  },
  gazeLost: {
    description: 'The tracker no longer finds the eyes. A pointer stands still; a tracker says so.',
    begin: ({ person }) => person.loseGaze(),
    end: ({ person }) => person.regainGaze(),
  },
  stopButton: {
    description: 'The stop button of the brace is pressed, or its wire breaks.',
    begin: ({ rig }) => rig.brace.pressStop(),
    end: ({ rig }) => rig.brace.releaseStop(),
  },
  pageStalled: {
    description: 'Nothing that the page sends arrives; at its end all of it arrives at once.',
    begin: ({ person }) => person.stallSocket(),
    end: ({ person }) => person.resumeSocket(),
  },
  pageVanished: {
    description: 'The browser is gone with its connection; its end opens the page anew.',
    begin: ({ person }) => person.vanish(),
    end: ({ person }) => person.comeBack(),
  },
} as const satisfies Readonly<Record<string, SimulatedFault>>;

export type FaultName = keyof typeof SIMULATED_FAULTS;
export const FAULT_NAMES = Object.keys(SIMULATED_FAULTS) as readonly FaultName[];
