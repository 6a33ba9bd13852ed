import { z } from 'zod';
import { direction } from './gazeSample.ts';

/** Grows with every change of the gate that could change a verdict: an older one no longer counts. */
export const GATE_VERSION = 3;

const span = z.strictObject({ lowDeg: z.number(), highDeg: z.number() }).readonly();
const ramp = z
  .strictObject({ accelerationDegPerS2: z.number().positive(), jerkDegPerS3: z.number().positive() })
  .readonly();

/** What the gate takes from a profile: for whom a verdict is. */
export const gatePerson = z
  .strictObject({
    /** Eye in head when the person looks straight ahead. */
    straightAhead: direction,
    /** Of everything between eye and head, measured or allowed for: what the strategy has to stand. */
    delayBudgetMs: z.number().min(0).max(400),
    /** What the limiter holds the head to. */
    limits: z
      .strictObject({
        largestRate: z
          .strictObject({ yawDegPerS: z.number().positive(), pitchDegPerS: z.number().positive() })
          .readonly(),
        ramp,
        stopRamp: ramp,
        yaw: span,
        pitch: span,
      })
      .readonly(),
    /** How far the head may ever go to each side; up is extension. */
    range: z
      .strictObject({
        yawDeg: z.number().positive(),
        upDeg: z.number().positive(),
        downDeg: z.number().positive(),
      })
      .readonly(),
  })
  .readonly();
export type GatePerson = z.infer<typeof gatePerson>;

const gateFigure = z
  .strictObject({
    criterion: z.string(),
    /** Null: infinite, or it could not be measured; neither is held. */
    value: z.number().nullable(),
    most: z.number(),
    unit: z.string(),
    isHeld: z.boolean(),
    /** Where the value was found. */
    where: z.string(),
    /** What is wrong where it is not held. */
    sentence: z.string(),
  })
  .readonly();

/** The gate's word on one strategy with these settings for this person. */
export const gateVerdict = z
  .strictObject({
    gateVersion: z.int(),
    strategyId: z.string(),
    settingsHash: z.string(),
    personHash: z.string(),
    delayBudgetMs: z.number(),
    seed: z.int(),
    /** Only the whole sweep admits a strategy to a person. */
    size: z.enum(['full', 'smoke']),
    verdict: z.enum(['passed', 'refused']),
    figures: z.array(gateFigure).readonly(),
  })
  .readonly();
export type GateVerdict = z.infer<typeof gateVerdict>;

/** The same for the same figures in whatever order they stand: FNV-1a over 64 bits, against mistakes, not against malice. */
export function figuresHash(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonical(value))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** Without the delay, which is compared by its size. */
export function gatePersonHash({ straightAhead, limits, range }: GatePerson): string {
  return figuresHash({ straightAhead, limits, range });
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** Why a strategy may not be engaged; their words are with those of every refusal. */
export type VerdictProblemId = 'gateNotPassed' | 'gateRefused' | 'gateOutdated' | 'gateLoopSlower';

/** What is about to be engaged. Its hashes change only with the profile. */
export interface ToEngage {
  readonly strategyId: string;
  /** `figuresHash` of its settings. */
  readonly settingsHash: string;
  /** `gatePersonHash` of whom it would steer. */
  readonly personHash: string;
  /** Of the loop as it is now, or what an unmeasured one is taken for. */
  readonly delayMs: number;
}

/** Why that verdict does not admit what is about to be engaged, or undefined if it does. */
export function verdictProblem(
  verdict: GateVerdict | undefined,
  { strategyId, settingsHash, personHash, delayMs }: ToEngage,
): VerdictProblemId | undefined {
  if (verdict?.strategyId !== strategyId || verdict.size !== 'full') return 'gateNotPassed';
  const isSame =
    verdict.gateVersion === GATE_VERSION &&
    verdict.settingsHash === settingsHash &&
    verdict.personHash === personHash;
  if (!isSame) return 'gateOutdated';
  if (verdict.verdict !== 'passed') return 'gateRefused';
  return delayMs <= verdict.delayBudgetMs ? undefined : 'gateLoopSlower';
}
