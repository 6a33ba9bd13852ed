import '../../../sim/lockstep/virtualTime.ts';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openBrace } from '../../../hardware/board/brace.ts';
import { nextSeq } from '../../../hardware/link/sequence.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { createBody } from '../../../sim/body/body.ts';
import { createBrace } from '../../../sim/brace/brace.ts';
import { realNowMs } from '../../../sim/lockstep/clock.ts';
import { createLockstep } from '../../../sim/lockstep/lockstep.ts';
import { FIRMWARE_HEX } from '../brace/rig.ts';
import { NARROW_LIMITS } from '../host.ts';

export interface RunResult {
  /** SHA-256 over every pulse edge, every byte either way with its time, and the poses. */
  readonly hash: string;
  readonly pulses: number;
  readonly bytesToHost: number;
  readonly yawDeg: number;
  readonly supplyVolts: number | null;
  readonly fault: string;
  readonly wallMs: number;
}

/** johnny-five, serialport's stream, firmware and body in virtual time: the head is attached and turned to and fro. */
export async function runStack(seed: number, simulatedMs: number): Promise<RunResult> {
  const body = await createBody({ build: DEFAULT_BUILD, seed });
  const brace = createBrace({ hexText: FIRMWARE_HEX, body, seed });
  const lockstep = createLockstep(brace);
  const hash = createHash('sha256');
  let pulses = 0;
  const { onPulse, onTransmit } = brace.chip;
  brace.chip.onPulse = (pin, width, rise, fall) => {
    pulses++;
    hash.update(`P${pin} ${rise} ${fall};`);
    onPulse(pin, width, rise, fall);
  };
  brace.chip.onTransmit = (byte, cycle) => {
    hash.update(`T${byte} ${cycle};`);
    onTransmit(byte, cycle);
  };
  const startedAt = realNowMs();
  brace.holdHead();
  await lockstep.advance(100);
  const pipe = lockstep.connect();
  const write = pipe.write;
  pipe.write = (bytes) => {
    hash.update(`W${lockstep.timeMs} ${bytes};`);
    write(bytes);
  };
  let opened: Awaited<ReturnType<typeof openBrace>> | undefined;
  const opening = openBrace({ port: pipe, nowMs: () => performance.now() }).then((board) => {
    opened = board;
  });
  await lockstep.until(() => opened !== undefined, 5000, 'the brace answers johnny-five');
  await opening;
  if (!opened) throw new Error('not opened');
  const board = opened;

  let seq = board.latestStatus.acceptedSeq;
  const next = () => {
    seq = nextSeq(seq);
    return seq;
  };
  board.send({ ...NARROW_LIMITS, seq: next() });
  await lockstep.until(() => board.latestStatus.inputs.areLimitsLoaded, 200, 'limits loaded');
  board.send({ kind: 'attach', seq: next(), nonce: board.latestStatus.nonce, pulseUs: [1500, 1500, 1500] });
  await lockstep.until(() => board.latestStatus.state === 'hold', 200, 'servos attached');
  let offsetDeg32 = 0;
  let direction = 1;
  let isMoving = false;
  const timer = setInterval(() => {
    if (lockstep.timeMs > 1000) brace.letGo();
    // The first moving frame repeats the held pulses (hardware/link/FRAMES.md, rule 6).
    if (isMoving) offsetDeg32 += direction;
    if (Math.abs(offsetDeg32) >= 50) direction = -direction;
    isMoving = lockstep.timeMs > 1500;
    const pulseUs = 1500 + offsetDeg32;
    board.send({ kind: 'motion', seq: next(), isMoving, leaseMs: 200, pulseUs: [pulseUs, pulseUs, pulseUs] });
  }, 10);
  lockstep.onStep = () => {
    if (lockstep.timeMs % 10 === 0) hash.update(JSON.stringify(brace.truth()));
  };
  await lockstep.advance(simulatedMs - lockstep.timeMs);
  clearInterval(timer);
  const wallMs = realNowMs() - startedAt;
  const { fault } = board.latestStatus;
  const { supplyVolts } = board.sensors;
  await board.close();
  await lockstep.advance(10);
  return {
    hash: hash.digest('hex'),
    pulses,
    bytesToHost: brace.line.counts.toHost.carried,
    yawDeg: brace.truth().bandPose.yawDeg,
    supplyVolts,
    fault,
    wallMs,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , seed = '1', simulatedMs = '5000'] = process.argv;
  process.stdout.write(`${JSON.stringify(await runStack(Number(seed), Number(simulatedMs)))}\n`);
  process.exit(0);
}
