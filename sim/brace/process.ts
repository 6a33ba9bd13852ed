import type { Brace } from './brace.ts';
import { createCaregiver } from './caregiver.ts';
import type { BraceCommand } from './commands.ts';
import { createPacer } from './pacer.ts';
import { createSerialServer } from './serialServer.ts';
import { servoIndex } from './servoInputs.ts';
import { createTruthServer } from './truthServer.ts';

const TRUTH_PERIOD_MS = 10;
const WAKE_MS = 1;
/** Simulated before anyone can connect: the firmware boots, and this program is compiled to its full speed. */
const BOOT_MS = 300;

export interface BraceProcessOptions {
  readonly serialPath: string;
  readonly truthPath: string | undefined;
}

/**
 * Serves a brace in real time until SIGTERM or SIGINT; then removes its sockets and ends the process.
 * @throws SocketFileError if a socket cannot be served.
 */
export async function runBraceProcess(brace: Brace, options: BraceProcessOptions): Promise<void> {
  const caregiver = createCaregiver();
  const serial = createSerialServer(options.serialPath, (bytes) => brace.fromHost(bytes), brace.portOpened);
  const truth = createTruthServer((command) => run(command));
  let hasWarned = false;

  const run = async (command: BraceCommand) => {
    if (command.type === 'holdHead' || command.type === 'letGo') caregiver.stepBack();
    obey(brace, command);
    if (command.type === 'cutLine') await serial.unplug();
    if (command.type === 'mendLine') await serial.plugIn();
  };

  let timer: NodeJS.Timeout | undefined;
  const end = async () => {
    clearInterval(timer);
    await Promise.all([serial.unplug(), truth.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end());
  // Started by a program that is gone: a simulated brace without its owner would run for ever.
  process.once('disconnect', () => void end());
  if (process.connected === false) return end();

  brace.holdHead();
  for (let ms = 0; ms < BOOT_MS; ms++) brace.stepMs();
  await serial.plugIn();
  if (options.truthPath !== undefined) await truth.listen(options.truthPath);
  process.stdout.write('The simulated caregiver holds the head.\n');

  const pacer = createPacer(monotonicMs(), BOOT_MS);
  brace.onPulseChange = (change) => {
    truth.push({ type: 'pulseChange', ...change, monotonicMs: pacer.monotonicMs(change.timeMs) }, false);
  };
  const wake = () => {
    const { steps, slippedMs } = pacer.due(monotonicMs());
    if (slippedMs > 0) {
      brace.noteSlip();
      if (!hasWarned) {
        hasWarned = true;
        process.stderr.write(
          `This machine is busy: simulated time fell ${Math.round(slippedMs)} ms behind for good. Later slips are only counted.\n`,
        );
      }
    }
    for (let step = 0; step < steps; step++) stepOnce();
  };
  const stepOnce = () => {
    const bytes = brace.stepMs();
    if (bytes.length > 0) serial.toHost(bytes);
    const { timeMs, pulsesUs, isServoPowerOn } = brace.sight();
    if (caregiver.isTimeToLetGo({ timeMs, pulsesUs, isServoPowerOn })) {
      brace.letGo();
      process.stdout.write('The servos carry the head; the simulated caregiver lets go.\n');
    }
    if (timeMs % TRUTH_PERIOD_MS === 0 && truth.hasSubscribers) {
      truth.push({ type: 'truth', ...brace.truth(), monotonicMs: pacer.monotonicMs(timeMs) }, true);
    }
  };
  timer = setInterval(wake, WAKE_MS);
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function obey(brace: Brace, command: BraceCommand): void {
  switch (command.type) {
    case 'pressStop':
      brace.pressStop();
      break;
    case 'releaseStop':
      brace.releaseStop();
      break;
    case 'holdHead':
      brace.holdHead();
      break;
    case 'letGo':
      brace.letGo();
      break;
    case 'cutLine':
      brace.line.cut();
      break;
    case 'mendLine':
      brace.line.mend();
      break;
    case 'stallLine':
      brace.line.stall();
      break;
    case 'resumeLine':
      brace.line.resume();
      break;
    case 'delayLine':
      brace.line.setDelay(command.delayMs);
      break;
    case 'corrupt':
      brace.line.corruptNext(command.direction, command.count);
      break;
    case 'corruptRate':
      brace.line.setByteErrorRate(command.byteErrorRate);
      break;
    case 'jitterLine':
      brace.line.setJitter(command.jitterMs);
      break;
    case 'lossRate':
      brace.line.setByteLossRate(command.byteLossRate);
      break;
    case 'duplicationRate':
      brace.line.setDuplicationRate(command.duplicationRate);
      break;
    case 'resetChip':
      brace.resetChip(command.cause);
      break;
    case 'wireReset':
      brace.wireReset(command.isWired);
      break;
    case 'supply':
      brace.setSupplyVolts(command.volts);
      break;
    case 'potentiometer':
      brace.setPotFault(servoIndex(command.servo), command.fault);
      break;
  }
}
