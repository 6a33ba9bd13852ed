import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../../controller/gaze/strategies/registry.ts';
import { defaultsOf } from '../../../controller/gaze/strategies/settings.ts';
import {
  figuresHash,
  type GateVerdict,
  gatePerson,
  gatePersonHash,
  gateVerdict,
  type ToEngage,
  verdictProblem,
} from '../../../protocol/gateVerdict.ts';
import { closeLoop } from '../../../sim/gate/loop.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { shipped } from '../../../sim/gate/shipped.ts';
import { runsOf } from '../../../sim/gate/sweep.ts';
import { gateVerdictFor } from '../../../sim/gate/verdict.ts';

const SMOKE = { seed: 1, size: 'smoke' } as const;

function candidate() {
  const made = shipped('vectorLinear');
  if (made.kind === 'refused') throw new Error(made.sentence);
  return made.candidate;
}

const verdict = gateVerdictFor(candidate(), DEFAULT_GATE_PERSON, SMOKE);

describe('a verdict', () => {
  it('is data that survives being written down', () => {
    expect(gateVerdict.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
    expect(gatePerson.parse(DEFAULT_GATE_PERSON)).toEqual(DEFAULT_GATE_PERSON);
  });

  it('is the same for the same seed', () => {
    expect(gateVerdictFor(candidate(), DEFAULT_GATE_PERSON, SMOKE)).toEqual(verdict);
  });

  it('another seed brings other noise and other people', () => {
    const seen = (seed: number): readonly number[] => {
      const run = runsOf(DEFAULT_GATE_PERSON, seed, 'smoke').find(({ scene }) => scene.id === 'fixation');
      if (!run) throw new Error('no fixation is run');
      return closeLoop(candidate(), DEFAULT_GATE_PERSON, run.scene, run.conditions).headYawDeg;
    };
    expect(seen(1)).toEqual(seen(1));
    expect(seen(1)).not.toEqual(seen(2));
    const people = (seed: number): unknown =>
      runsOf(DEFAULT_GATE_PERSON, seed, 'full').map(({ conditions }) => conditions.eyes);
    expect(people(1)).toEqual(people(1));
    expect(people(1)).not.toEqual(people(2));
  });
});

describe('what a verdict admits', () => {
  const whole: GateVerdict = { ...verdict, size: 'full' };
  const settings = defaultsOf(STRATEGIES.vectorLinear.settings);
  const asked: ToEngage = {
    strategyId: 'vectorLinear',
    settingsHash: figuresHash(settings),
    personHash: gatePersonHash(DEFAULT_GATE_PERSON),
    delayMs: 200,
  };
  const idOf = (one: GateVerdict | undefined, changed: Partial<ToEngage> = {}): string | undefined =>
    verdictProblem(one, { ...asked, ...changed });

  it('the strategy, settings and person it was made for, up to its delay', () => {
    expect(idOf(whole)).toBe(undefined);
  });

  it('nothing without one, with a part of the sweep, or for another strategy', () => {
    expect(idOf(undefined)).toBe('gateNotPassed');
    expect(idOf(verdict)).toBe('gateNotPassed');
    expect(idOf(whole, { strategyId: 'affine' })).toBe('gateNotPassed');
  });

  it('nothing that failed', () => {
    expect(idOf({ ...whole, verdict: 'refused' })).toBe('gateRefused');
  });

  it('nothing with other settings, another person or another gate', () => {
    expect(idOf(whole, { settingsHash: figuresHash({ ...settings, gainPerS: 1.8 }) })).toBe('gateOutdated');
    const { limits } = DEFAULT_GATE_PERSON;
    const faster = { ...limits, largestRate: { yawDegPerS: 31, pitchDegPerS: 20 } };
    const personHash = gatePersonHash({ ...DEFAULT_GATE_PERSON, limits: faster });
    expect(idOf(whole, { personHash })).toBe('gateOutdated');
    expect(idOf({ ...whole, gateVersion: 0 })).toBe('gateOutdated');
  });

  it('no loop that is slower, or of which that is not known', () => {
    expect(idOf(whole, { delayMs: 201 })).toBe('gateLoopSlower');
    expect(idOf(whole, { delayMs: Number.NaN })).toBe('gateLoopSlower');
  });

  it('the order in which figures stand changes no hash, another figure does', () => {
    expect(figuresHash({ a: 1, b: [1, { c: 2, d: null }] })).toBe(
      figuresHash({ b: [1, { d: null, c: 2 }], a: 1 }),
    );
    expect(figuresHash({ a: 1 })).not.toBe(figuresHash({ a: 1.0000001 }));
    expect(figuresHash({ a: '1' })).not.toBe(figuresHash({ a: 1 }));
  });
});
