import '../../../sim/lockstep/virtualTime.ts';
import { expect, onTestFinished, test } from 'vitest';
import { runControl } from '../../../controller/control/run.ts';
import { openBenchBoard } from '../../../hardware/board/benchBoard.ts';
import type { FromControl } from '../../../protocol/channel.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { SIMULATED_VERSION } from '../../../sim/person/page.ts';
import { createBenchChip } from '../../hardware/board/benchRig.ts';
import { openOn } from '../../hardware/board/openOn.ts';

const FOR_THE_BENCH: Profile = { ...DEFAULT_PROFILE, id: 'bench', name: 'Bench', wearer: 'bench' };
const PATIENT: Profile = { ...DEFAULT_PROFILE, id: 'blum', name: 'Mrs. Blum', wearer: 'patient' };

/** Control on a bench board that has run for a while, with one page open. */
async function start(bench: ReturnType<typeof createBenchChip>, profile: Profile) {
  await bench.quiet();
  const { board } = await openOn(bench, openBenchBoard);
  let telemetry: Telemetry | undefined;
  const replies: Extract<FromControl, { type: 'reply' }>['message'][] = [];
  const control = runControl({
    brace: board,
    beginning: { version: SIMULATED_VERSION, isAfterCrash: false },
    nowMs: () => performance.now(),
    note: () => {},
    send: (message) => {
      if (message.type === 'reply') replies.push(message.message);
      if (message.type !== 'telemetry') return;
      telemetry = message;
      if (message.tick % 20 !== 0) return;
      const about = { gaze: 'unknown', version: SIMULATED_VERSION, secondInput: 'none' } as const;
      send({ type: 'presence', sequence: message.tick / 20, renderedTick: message.tick, ...about });
    },
  });
  const send = (message: ClientMessage) => control.receive({ type: 'command', clientId: 'page', message });
  control.setGatewayConnected(true);
  const standing = { isApproved: true, isExpired: false, fitsBrace: true };
  control.receive({ type: 'profile', profile, hash: 'saved', standing });
  bench.chip.holdHead();
  await bench.lockstep.advance(50);
  return {
    send,
    replies,
    newest: () => {
      if (!telemetry) throw new Error('No telemetry yet.');
      return telemetry;
    },
    async end() {
      control.end();
      await bench.lockstep.advance(50);
      await board.close();
    },
  };
}

test('S151: a bench board moves with settings for the bench, says what it is, and takes over nothing with a patient’s', async () => {
  const bench = createBenchChip();
  const faults = (telemetry: Telemetry) => telemetry.faults.map(({ id }) => id);

  const worn = await start(bench, PATIENT);
  await bench.lockstep.advance(800);
  expect(worn.newest()).toMatchObject({ state: 'selfTest', reason: 'unfitBoard' });
  expect(faults(worn.newest())).toEqual(expect.arrayContaining(['benchBoard', 'benchBoardWorn']));
  worn.send({ type: 'askToArm', requestId: 'arm' });
  await bench.lockstep.advance(30);
  expect(worn.replies.at(-1)).toMatchObject({ type: 'refused', requestId: 'arm' });
  expect(bench.pulses).toEqual([]);
  await worn.end();

  const onBench = await start(bench, FOR_THE_BENCH);
  onTestFinished(() => onBench.end());
  await bench.lockstep.until(() => onBench.newest().state === 'standby', 3000, 'standby');
  expect(faults(onBench.newest())).toEqual(['benchBoard']);
  onBench.send({ type: 'askToArm', requestId: 'ask' });
  await bench.lockstep.advance(700);
  onBench.send({ type: 'confirmArm', requestId: 'confirm' });
  await bench.lockstep.advance(30);
  expect(onBench.newest().state).toBe('ready');
  const renderedTick = onBench.newest().tick;
  onBench.send({
    type: 'move',
    requestId: 'move',
    movement: 'turnLeft',
    renderedTick,
  });
  await bench.lockstep.advance(250);
  const { commanded, measured } = onBench.newest();
  expect(faults(onBench.newest())).not.toContain('echoMismatch');
  expect(commanded?.yawDeg).toBeGreaterThan(0.5);
  expect(measured?.yawDeg).toBeGreaterThan(0.2);
});
