import { describe, expect, it } from 'vitest';
import type { Condition, Step } from '../../../sim/scenarios/schema.ts';
import { type Actions, createTimeline, type TimelineProgress } from '../../../sim/scenarios/timeline.ts';

/** Runs steps for `lastsMs` and tells what was done when. */
function run(
  steps: readonly Step[],
  lastsMs: number,
  isTrue: (condition: Condition, nowMs: number) => boolean = () => false,
): { readonly done: readonly string[]; readonly progress: TimelineProgress } {
  const done: string[] = [];
  let nowMs = 0;
  const say = (what: string) => done.push(`${nowMs} ${what}`);
  const actions: Actions = {
    look: (target) => say(`look ${target}`),
    pressStopKey: () => say('stop key'),
    hand: (hand) => say(`hand ${hand}`),
    beginFault: (fault) => say(`begin ${fault}`),
    endFault: (fault) => say(`end ${fault}`),
    restartHost: () => say('restart'),
    mark: (name) => say(`mark ${name}`),
    isTrue: (condition) => isTrue(condition, nowMs),
  };
  const timeline = createTimeline(steps, actions);
  let progress: TimelineProgress = { kind: 'running' };
  for (; nowMs <= lastsMs; nowMs++) progress = timeline.step(nowMs);
  return { done, progress };
}

describe('a timeline', () => {
  it('begins each step at its time, after the one before, or together with it', () => {
    const steps: readonly Step[] = [
      { atS: 0.1, look: 'home' },
      { afterMs: 50, press: 'Space' },
      { mark: 'pressed' },
      { atMs: 300, restartHost: true },
    ];
    expect(run(steps, 400)).toEqual({
      done: ['100 look home', '150 stop key', '150 mark pressed', '300 restart'],
      progress: { kind: 'done', lastStepAtMs: 300 },
    });
  });

  it('ends looks and faults after their time', () => {
    const steps: readonly Step[] = [
      { look: 'home', forMs: 30 },
      { fault: 'serialCut', forMs: 10 },
    ];
    expect(run(steps, 50).done).toEqual([
      '0 look home',
      '0 begin serialCut',
      '10 end serialCut',
      '30 look centre',
    ]);
  });

  it('waits for a condition, and from the moment at which it first held', () => {
    const steps: readonly Step[] = [{ when: { state: 'engaged' }, afterMs: 20, fault: 'hostKilled' }];
    const heldBriefly = (_: Condition, nowMs: number) => nowMs === 40;
    expect(run(steps, 100, heldBriefly).done).toEqual(['60 begin hostKilled']);
  });

  it('is broken off when a condition does not come true in time, and does nothing more', () => {
    const steps: readonly Step[] = [
      { when: { state: 'ready' }, withinMs: 50, mark: 'never' },
      { look: 'home' },
    ];
    const { done, progress } = run(steps, 100);
    expect(done).toEqual([]);
    expect(progress).toEqual({
      kind: 'brokenOff',
      sentence: 'Step 1 of the timeline never came: {state:ready} did not hold within 50 ms.',
    });
  });

  it('a mark is set before what the step does, so that nothing of it is missed', () => {
    expect(run([{ mark: 'cut', fault: 'serialCut' }], 1).done).toEqual(['0 mark cut', '0 begin serialCut']);
  });

  it('gives a fault its settings, and takes them back with them', () => {
    const heard: object[] = [];
    const timeline = createTimeline([{ fault: 'potStuck', with: { servo: 3 }, forMs: 10 }], {
      look: () => {},
      pressStopKey: () => {},
      hand: () => {},
      beginFault: (fault, settings) => heard.push({ begin: fault, ...settings }),
      endFault: (fault, settings) => heard.push({ end: fault, ...settings }),
      restartHost: () => {},
      mark: () => {},
      isTrue: () => false,
    });
    for (let ms = 0; ms < 20; ms++) timeline.step(ms);
    expect(heard).toEqual([
      { begin: 'potStuck', servo: 3 },
      { end: 'potStuck', servo: 3 },
    ]);
  });
});
