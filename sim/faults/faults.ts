import type { Brace } from '../brace/brace.ts';
import { type ServoNumber, servoIndex } from '../brace/servoInputs.ts';
import type { Person } from '../person/person.ts';

/** What a fault can get at. */
export interface FaultyWorld {
  readonly brace: Pick<
    Brace,
    'line' | 'pressStop' | 'releaseStop' | 'resetChip' | 'setSupplyVolts' | 'setPotFault'
  >;
  readonly person: Pick<
    Person,
    'loseGaze' | 'regainGaze' | 'stallSocket' | 'resumeSocket' | 'vanish' | 'comeBack'
  >;
  /** The control process is gone at once. */
  killHost(): void;
  /** Has a new control process started as soon as simulated time allows. */
  startHost(): void;
}

/** How much of it: each fault takes some of these, and has a usual value for every one that it takes. */
export interface FaultSettings {
  /** Of bytes, or of writes. */
  readonly share: number;
  readonly ms: number;
  /** What the source still gives. */
  readonly volts: number;
  /** 1 rear, 2 left, 3 right. */
  readonly servo: ServoNumber;
}

/** Something that breaks, and how it is put right. */
interface SimulatedFault {
  readonly description: string;
  /** The settings that it takes, at their usual values. */
  readonly usual: Partial<FaultSettings>;
  begin(world: FaultyWorld, settings: FaultSettings): void;
  end(world: FaultyWorld, settings: FaultSettings): void;
}

const potFault = (fault: 'stuck' | 'noisy' | 'disconnected' | 'shorted', description: string) =>
  ({
    description,
    usual: { servo: 2 },
    begin: ({ brace }, { servo }) => brace.setPotFault(servoIndex(servo), fault),
    end: ({ brace }, { servo }) => brace.setPotFault(servoIndex(servo), null),
  }) as const satisfies SimulatedFault;

/** What can break, by name. */
const SIMULATED_FAULTS = {
  serialCut: {
    description: 'The cable to the brace is pulled out; its end plugs it in again.',
    usual: {},
    begin: ({ brace }) => brace.line.cut(),
    end: ({ brace }) => brace.line.mend(),
  },
  serialStalled: {
    description: 'The USB converter passes nothing on, then everything at once.',
    usual: {},
    begin: ({ brace }) => brace.line.stall(),
    end: ({ brace }) => brace.line.resume(),
  },
  serialDelayed: {
    description: 'Everything on the cable is late by `ms`, both ways.',
    usual: { ms: 15 },
    begin: ({ brace }, { ms }) => brace.line.setDelay(ms),
    end: ({ brace }) => brace.line.setDelay(0),
  },
  serialJittered: {
    description: 'Each write is late by 0 to `ms`; none overtakes another.',
    usual: { ms: 15 },
    begin: ({ brace }, { ms }) => brace.line.setJitter(ms),
    end: ({ brace }) => brace.line.setJitter(0),
  },
  serialLossy: {
    description: 'A `share` of the bytes on the cable vanishes.',
    usual: { share: 0.01 },
    begin: ({ brace }, { share }) => brace.line.setByteLossRate(share),
    end: ({ brace }) => brace.line.setByteLossRate(0),
  },
  serialCorrupted: {
    description: 'One bit of a `share` of the bytes on the cable is wrong.',
    usual: { share: 0.01 },
    begin: ({ brace }, { share }) => brace.line.setByteErrorRate(share),
    end: ({ brace }) => brace.line.setByteErrorRate(0),
  },
  serialDuplicated: {
    description: 'A `share` of the writes arrives twice.',
    usual: { share: 0.2 },
    begin: ({ brace }, { share }) => brace.line.setDuplicationRate(share),
    end: ({ brace }) => brace.line.setDuplicationRate(0),
  },
  supplySag: {
    description:
      'The source gives only `volts`: less torque; below 5.3 V the chip browns out in 14 ms, below 2.6 V it forgets its RAM.',
    usual: { volts: 8 },
    begin: ({ brace }, { volts }) => brace.setSupplyVolts(volts),
    end: ({ brace }) => brace.setSupplyVolts(null),
  },
  chipReset: {
    description: 'The reset button of the board is pressed, once.',
    usual: {},
    begin: ({ brace }) => brace.resetChip('external'),
    end: () => {},
  },
  potStuck: potFault('stuck', 'The potentiometer of one `servo` goes on saying what it said.'),
  potNoisy: potFault('noisy', 'The track of one potentiometer is worn: 2.6° of noise on every reading.'),
  potDisconnected: potFault(
    'disconnected',
    'The wire of one potentiometer is off: the resistor at its pin takes it to ground.',
  ),
  potShorted: potFault('shorted', 'The wire of one potentiometer touches ground.'),
  hostKilled: {
    description: 'The control process dies as by SIGKILL; its end starts another one.',
    usual: {},
    begin: (world) => world.killHost(),
    end: (world) => world.startHost(),
  },
  gazeLost: {
    description: 'The tracker no longer finds the eyes. A pointer stands still; a tracker says so.',
    usual: {},
    begin: ({ person }) => person.loseGaze(),
    end: ({ person }) => person.regainGaze(),
  },
  stopButton: {
    description: 'The stop button of the brace is pressed, or its wire breaks.',
    usual: {},
    begin: ({ brace }) => brace.pressStop(),
    end: ({ brace }) => brace.releaseStop(),
  },
  pageStalled: {
    description: 'Nothing that the page sends arrives; at its end all of it arrives at once.',
    usual: {},
    begin: ({ person }) => person.stallSocket(),
    end: ({ person }) => person.resumeSocket(),
  },
  pageVanished: {
    description: 'The browser is gone with its connection; its end opens the page anew.',
    usual: {},
    begin: ({ person }) => person.vanish(),
    end: ({ person }) => person.comeBack(),
  },
} as const satisfies Readonly<Record<string, SimulatedFault>>;

export type FaultName = keyof typeof SIMULATED_FAULTS;
export const FAULT_NAMES = Object.keys(SIMULATED_FAULTS) as readonly FaultName[];

/** Settings as a scenario gives them. */
export type GivenSettings = { readonly [Name in keyof FaultSettings]?: FaultSettings[Name] | undefined };

const UNUSED: FaultSettings = { share: 0, ms: 0, volts: 0, servo: 1 };

/** Which settings a fault takes. */
export function settingsOf(name: FaultName): readonly string[] {
  return Object.keys(SIMULATED_FAULTS[name].usual);
}

/** A fault with its usual settings and those that are given. */
export function faultOf(
  name: FaultName,
  given: GivenSettings,
): { begin(world: FaultyWorld): void; end(world: FaultyWorld): void } {
  const fault: SimulatedFault = SIMULATED_FAULTS[name];
  const usual = { ...UNUSED, ...fault.usual };
  const settings = {
    share: given.share ?? usual.share,
    ms: given.ms ?? usual.ms,
    volts: given.volts ?? usual.volts,
    servo: given.servo ?? usual.servo,
  };
  return {
    begin: (world) => fault.begin(world, settings),
    end: (world) => fault.end(world, settings),
  };
}
