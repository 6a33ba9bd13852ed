import type { Brace } from '../brace/brace.ts';
import type { Person } from '../person/person.ts';

/** What a fault can get at. */
export interface FaultyWorld {
  readonly brace: Pick<Brace, 'line' | 'pressStop' | 'releaseStop'>;
  readonly person: Pick<
    Person,
    'loseGaze' | 'regainGaze' | 'stallSocket' | 'resumeSocket' | 'vanish' | 'comeBack'
  >;
  /** The control process is gone at once. */
  killHost(): void;
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
    begin: ({ brace }) => brace.line.cut(),
    end: ({ brace }) => brace.line.mend(),
  },
  serialStalled: {
    description: 'The USB converter passes nothing on, then everything at once.',
    begin: ({ brace }) => brace.line.stall(),
    end: ({ brace }) => brace.line.resume(),
  },
  serialCorrupted: {
    description: 'One bit of every hundredth byte on the cable is wrong.',
    begin: ({ brace }) => brace.line.setByteErrorRate(CORRUPTED_SHARE),
    end: ({ brace }) => brace.line.setByteErrorRate(0),
  },
  hostKilled: {
    description: 'The control process dies as by SIGKILL; its end starts another one.',
    begin: (world) => world.killHost(),
    end: (world) => world.startHost(),
  },
  gazeLost: {
    description: 'The tracker no longer finds the eyes. A pointer stands still; a tracker says so.',
    begin: ({ person }) => person.loseGaze(),
    end: ({ person }) => person.regainGaze(),
  },
  stopButton: {
    description: 'The stop button of the brace is pressed, or its wire breaks.',
    begin: ({ brace }) => brace.pressStop(),
    end: ({ brace }) => brace.releaseStop(),
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
