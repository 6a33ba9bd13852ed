/**
 * Breaks the firmware in one place at a time and runs the tests on it: `node test/hardware/firmware/mutants.ts [file or text]`. Prints the
 * mutants that no test noticed, and exits 1 if there are any. Needs avr-gcc; takes some minutes, so it is no part of the test run.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** File, what stands there, what a mistake would have put there. */
const MUTANTS: readonly (readonly [file: string, from: string, to: string])[] = [
  ['pulses.c', '* TICKS_PER_US, LEAD_TICKS)', '* TICKS_PER_US + 4, LEAD_TICKS)'],
  ['pulses.c', '#define LEAD_TICKS (24U', '#define LEAD_TICKS (2U'],
  ['pulses.c', 'if (slot == 0) beginFrame();', 'beginFrame();'],
  ['pulses.c', 'if (now != lastUptime) wdt_reset();', 'wdt_reset();'],
  [
    'pulses.c',
    'void pulsesStop(void) { isWanted = false; }',
    'void pulsesStop(void) { isWanted = isRunning = false; }',
  ],
  ['gate.c', 'if (pulsesRun()) {', 'if (1) {'],
  ['gate.c', 'PIND = _BV(GATE_PIN);', 'PORTD |= _BV(GATE_PIN);'],
  ['interlock.c', 'if (leaseLeftMs > 0) leaseLeftMs--;', ''],
  ['interlock.c', 'interlockLatch(FAULT_SILENCE);', ';'],
  ['interlock.c', 'if (fault == FAULT_NONE) {', 'if (1) {'],
  ['interlock.c', 'if (state == STATE_MOVING) state = STATE_HOLD;', ''],
  ['interlock.c', 'if (isPowerOn || !recordRead(pulseUs)) {', 'if (!recordRead(pulseUs)) {'],
  ['interlock.c', 'interlockLatch(faultOfReset(resetCause));', ''],
  ['interlock.c', 'if (cause & _BV(WDRF)) return FAULT_WATCHDOG_RESET;', ''],
  ['interlock.c', '&& !isHeadOutOfBrace && !isHeadHeld()', '&& !isHeadHeld()'],
  ['interlock.c', 'interlockLatch(FAULT_RELEASE_ENDED);', ''],
  ['interlock.c', '  refusedInRow = 0;\n  recordWrite(motion->pulseUs);', '  recordWrite(motion->pulseUs);'],
  ['interlock.c', '  recordWrite(motion->pulseUs);', ''],
  ['interlock.c', 'if (!isPowered(state)) return;\n  refusedInRow++;', 'refusedInRow++;'],
  ['interlock.c', 'if (isPowered(state)) return RULE_ALREADY_ATTACHED;', ''],
  [
    'interlock.c',
    '  if (fault != FAULT_NONE) return RULE_LATCHED;\n  if (nonce != bootNonce()) return RULE_NONCE;\n  if (!hasLimits',
    '  if (nonce != bootNonce()) return RULE_NONCE;\n  if (!hasLimits',
  ],
  ['interlock.c', 'if (!isHeadHeld()) return RULE_HEAD_NOT_HELD;', ''],
  [
    'interlock.c',
    'return potWatchIsBelieved() ? judgePots(pulseUs, &pots) : RULE_POT_IMPLAUSIBLE;',
    'return potWatchIsBelieved() ? RULE_NONE : RULE_POT_IMPLAUSIBLE;',
  ],
  [
    'interlock.c',
    'return potWatchIsBelieved() ? judgePots(pulseUs, &pots) : RULE_POT_IMPLAUSIBLE;',
    'return judgePots(pulseUs, &pots);',
  ],
  ['interlock.c', 'if (potFault != FAULT_NONE && isPowered(state))', 'if (potFault != FAULT_NONE)'],
  ['interlock.c', 'potWatchStep(pulseUs, state == STATE_MOVING)', 'potWatchStep(pulseUs, true)'],
  ['interlock.c', '    potWatchBegin(pulseUs);\n', ''],
  ['interlock.c', '    potWatchMeasured(situation->measuredUs);\n', ''],
  ['interlock.c', 'isPowered(state) && leaseLeftMs == 0 ? ALARM', 'isPowered(state) ? ALARM'],
  ['interlock.c', 'isPowered(state) && leaseLeftMs == 0 ? ALARM', 'leaseLeftMs == 0 ? ALARM'],
  ['interlock.c', 'return state == STATE_RELEASED ? ALARM_RELEASED : ALARM_QUIET;', 'return ALARM_QUIET;'],
  ['interlock.c', 'uint8_t rule = judgeFirstPulses(&limits, pulseUs);', 'uint8_t rule = RULE_NONE;'],
  ['interlock.c', 'if (state == STATE_MOVING) return RULE_NOT_IN_HOLD;\n  uint8_t rule', 'uint8_t rule'],
  ['interlock.c', 'return isHeadHeld() ? RULE_NONE : RULE_HEAD_NOT_HELD;', 'return RULE_NONE;'],
  ['interlock.c', '      recordErase();\n      pulsesStop();', '      pulsesStop();'],
  ['interlock.c', 'if (fault == FAULT_NONE || fault != acknowledged) return RULE_WRONG_FAULT;', ''],
  ['interlock.c', '    if (isStopPressed()) {', '    if (0) {'],
  [
    'interlock.c',
    '    leaseLeftMs = MAX_LEASE_MS;\n    }\n  }\n  refusedInRow',
    '    }\n  }\n  refusedInRow',
  ],
  ['judge.c', 'if (motion->leaseMs == 0 || motion->leaseMs > MAX_LEASE_MS) return RULE_LEASE;', ''],
  ['judge.c', 'if (motion->isMoving && now->fault != FAULT_NONE) return RULE_LATCHED;', ''],
  ['judge.c', 'if (motion->isMoving && !now->hasLimits) return RULE_NO_LIMITS;', ''],
  ['judge.c', 'if (!motion->isMoving) return RULE_STILL;', ''],
  ['judge.c', 'if (now->state != STATE_MOVING) return RULE_MOVING_START;', ''],
  ['judge.c', 'return fromUs < range->minUs && toUs >= fromUs;', 'return false;'],
  ['judge.c', 'return fromUs > range->maxUs && toUs <= fromUs;', 'return fromUs > range->maxUs;'],
  ['halfspaces.c', '(low << 2) >> 8))};', '(low << 1) >> 8))};'],
  ['halfspaces.c', '>> 8) > 0;', '>> 8) > -2;'],
  ['halfspaces.c', '>> 8) > 0;', '>> 8) > 1;'],
  ['halfspaces.c', 'change[2].low + 63);', 'change[2].low);'],
  ['halfspaces.c', 'if (fromPose == 0 || isAlong', 'if (fromPose != 0 && isAlong'],
  ['halfspaces.c', '} while (turn(&z));', '} while (0);'],
  ['halfspaces.c', '<= (int16_t)*offset++) continue;', '<= (int16_t)*offset++ + 2) continue;'],
  ['interlock.c', '  memcpy(appliedPose, motion->pose, sizeof appliedPose);', ''],
  ['interlock.c', '    mapPose(appliedPose, pulseUs);', ''],
  ['posemap.c', '+ (int8_t)(crossA >> 8) + (int8_t)(crossB >> 8)', '+ (int8_t)(crossA >> 8)'],
  [
    'posemap.c',
    'if (deviation < -LIMITS_LARGEST_DEVIATION_US)',
    'if (deviation < -LIMITS_LARGEST_DEVIATION_US / 2)',
  ],
  ['posemap.c', ': times(middle, y) + inner;', ': times(middle, x) + inner;'],
  ['judge.c', 'if (leadUs <= lagUs + pgm_read_byte(&followingUs[i])) continue;', 'continue;'],
  ['judge.c', 'lagUs + pgm_read_byte(&followingUs[i])', 'lagUs + pgm_read_byte(&followingUs[i]) + 4'],
  ['judge.c', 'lagUs + pgm_read_byte(&followingUs[i])', 'lagUs + pgm_read_byte(&followingUs[i]) - 4'],
  ['judge.c', 'lagUs + pgm_read_byte(&followingUs[i])', '130U'],
  [
    'judge.c',
    'if (leadUs > distance(now->appliedUs[i], now->measuredUs[i])) return RULE_FOLLOWING;',
    'return RULE_FOLLOWING;',
  ],
  ['judge.c', 'if (rule == RULE_NONE) rule = judgeFollowing(limits, now, motion->pulseUs);', ''],
  ['judge.c', '* creditMs / 1000) + 1;', '* creditMs / 1000) + 3;'],
  ['judge.c', '* creditMs / 1000) + 1;', '* creditMs / 1000);'],
  ['judge.c', 'now->sinceMotionMs + SLEW_SHIFT_MS);', 'now->sinceMotionMs + 9);'],
  ['judge.c', 'now->sinceMotionMs + SLEW_SHIFT_MS);', 'now->sinceMotionMs);'],
  ['judge.c', 'if (creditMs > SLEW_FRAME_MAX_MS) creditMs = SLEW_FRAME_MAX_MS;', ''],
  ['judge.c', 'if (step <= CREDIT_STEPS) continue;', ''],
  ['judge.c', '> whole + 2) return false;', '> whole + 9) return false;'],
  ['judge.c', 'if (rule == RULE_NONE) rule = judgeSlewWindow(limits, history, motion->pulseUs);', ''],
  ['judge.c', '> LIMITS_ATTACH_TOLERANCE_US)', '> LIMITS_ATTACH_TOLERANCE_US + 4)'],
  ['judge.c', 'if (isMaximum && value < previous) return RULE_BEYOND_COMPILED;', ''],
  ['judge.c', 'isMinimum(i) ? value < bound : value > bound', 'value > bound'],
  ['commands.c', 'if (length != expected + CRC_SEPTETS) return RULE_LENGTH;', ''],
  ['commands.c', 'return crcHolds(sysex, expected) ? RULE_NONE : RULE_CRC;', 'return RULE_NONE;'],
  ['commands.c', 'return ahead >= 1 && ahead', 'return ahead'],
  ['commands.c', '&& ahead <= SEQUENCE_HALF', ''],
  ['commands.c', 'if (!hasAccepted) return RULE_NONE;', ''],
  ['frames.c', 'return high <= 3 && ', 'return '],
  ['record.c', 'return record->crc == recordCrc(record);', 'return true;'],
  ['record.c', 'return lead > 0 ? &records[0] : &records[1];', 'return &records[0];'],
  ['nonce.c', 'mixed * 1664525UL + 1013904223UL + crcOf(unused, 120)', 'crcOf(unused, 120) + 16UL'],
  ['inputs.c', 'ISR(INT0_vect) { stopOpened(); }', 'ISR(INT0_vect) {}'],
  ['inputs.c', '#define STOP_RELEASE_MS 20', '#define STOP_RELEASE_MS 3'],
  ['inputs.c', '#define HEAD_LET_GO_MS 10', '#define HEAD_LET_GO_MS 60'],
  ['inputs.c', 'if (PIND & _BV(STOP_PIN)) {', 'if (0) {'],
  ['inputs.c', '  EIMSK = 0;\n', ''],
  ['inputs.c', '      EIMSK = _BV(INT0);\n', ''],
  ['potwatch.c', '#define UNREAD_STEPS 10', '#define UNREAD_STEPS 4'],
  ['potwatch.c', '#define UNREAD_STEPS 10', '#define UNREAD_STEPS 15'],
  ['potwatch.c', '#define STUCK_STEPS 20', '#define STUCK_STEPS 60'],
  ['potwatch.c', '#define STUCK_STEPS 20', '#define STUCK_STEPS 2'],
  ['potwatch.c', '  watches[servo].doubtSteps = 0;\n', ''],
  ['potwatch.c', '  hasRead[servo] = true;\n', ''],
  ['potwatch.c', 'return !hasRead[servo] || distance', 'return distance'],
  ['potwatch.c', '#define JUMPED_STEPS 15', '#define JUMPED_STEPS 6'],
  ['potwatch.c', '#define JUMPED_STEPS 15', '#define JUMPED_STEPS 25'],
  ['potwatch.c', 'if (!pots->isBelievable[servo]) {', 'if (0) {'],
  ['potwatch.c', '    watch->hasLatest = false;\n', ''],
  ['potwatch.c', 'if (!isSure || !isWithinReach', 'if (!isWithinReach'],
  ['potwatch.c', '|| !isWithinReach(servo, takenUs, appliedUs)', ''],
  ['potwatch.c', '(isNear && watch->isSettled)', 'isNear'],
  ['potwatch.c', '*takenUs = isFirst ? pulseUs : watch->latestUs;', '*takenUs = pulseUs;'],
  ['potwatch.c', 'distance(appliedUs, watches[servo].pulseThenUs) + pgm', 'pgm'],
  ['potwatch.c', '  believe(servo, pulseUs);\n  return FAULT_POT_JUMP;', '  return FAULT_POT_JUMP;'],
  ['potwatch.c', 'if (!isReadable) return watch', 'if (0) return watch'],
  ['potwatch.c', 'if (hasTurned || isDue) {', 'if (hasTurned) {'],
  ['potwatch.c', '    watch->pulseThenUs = appliedUs;\n', ''],
  ['potwatch.c', '    watch->stillAtUs = measuredUs[servo];\n', ''],
  ['potwatch.c', 'return isDue && !hasTurned;', 'return false;'],
  ['potwatch.c', '|| watches[i].doubtSteps > 0', ''],
  ['potwatch.c', 'if (!hasRead[i] || ', 'if ('],
  ['alarm.c', 'output->isOn && output->nextOffMs > 0', 'output->isOn'],
  ['alarm.c', '    output->leftMs = output->nextOffMs;\n', ''],
  ['alarm.c', 'if (output->leftMs > 0) return;', ''],
  ['alarm.c', 'step(&buzzer, &buzzers[situation]);', 'step(&buzzer, &lights[situation]);'],
  ['alarm.c', 'step(&light, &lights[situation]);', 'step(&light, &lights[0]);'],
  ['pots.c', 'believable[servo] = 0;', ''],
  ['pots.c', '- ring[place]);', '- ring[0]);'],
  ['pins.c', 'if (!isFree(pin)) return; /*', '/*'],
  ['pins.c', '|| !isFree(pin) || modes[pin] != PIN_MODE_OUTPUT) return;', ') return;'],
  [
    'uart.c',
    'if (isStatusReady) {\n      isStatusReady',
    'if (isStatusReady && queuedHead == queuedTail) {\n      isStatusReady',
  ],
  ['uart.c', '#define RECEIVED_SIZE 128', '#define RECEIVED_SIZE 64'],
  ['uart.c', 'if (length > QUEUED_SIZE - 2 - used) return false;', 'if (length > QUEUED_SIZE) return false;'],
  ['replies.c', 'if (length == 0) length', 'length'],
  ['uart.c', 'slotBuilding = slotSending ^ 1;', 'slotBuilding = slotSending;'],
  ['firmata.c', 'if (sysexLength > 0 && isCommandId(sysex[0])) commandHandle(sysex, 0);', ''],
  ['firmata.c', 'if (sysexLength <= LONGEST_SYSEX) sysex', 'sysex'],
  ['firmata.c', 'if (!isFirst && levels == lastLevels[port]) continue;', 'if (!isFirst) continue;'],
  ['i2c.c', 'if (address < FIRST_ADDRESS || address > LAST_ADDRESS) return textMalformed;', ''],
  ['i2c.c', 'if ((sysex[2] & MODE_TEN_BITS) != 0) return textMalformed;', ''],
  ['i2c.c', 'if (!isConfigured) return textNotConfigured;', ''],
  ['i2c.c', 'if (byteAt(sysex, i) > 0xFF) return textMalformed;', ''],
  ['i2c.c', 'return count >= 1 && count <= I2C_LONGEST;', 'return count >= 1;'],
  ['i2c.c', 'if (queueUsed + QUEUE_HEADER + bytes > QUEUE_SIZE) return false;', ''],
  ['i2c.c', 'if (place == CONTINUOUS) return false;', ''],
  ['i2c.c', 'if (addressOf(i) == address) continue;', ''],
  ['i2c.c', 'if (isContinuous && (*announced & IS_ANNOUNCED)) return true;', ''],
  ['i2c.c', 'if (isContinuous) *announced &= (uint8_t)~IS_ANNOUNCED;', ''],
  ['i2c.c', 'if (!isStuckAnnounced) isStuckAnnounced =', 'isStuckAnnounced ='],
  ['i2c.c', '    isStuckAnnounced = false;\n', ''],
  ['i2c.c', 'if (i2cBusIsStuck()) return textBusStuck;', ''],
  ['i2c.c', '  isConfigured = false;\n  queueUsed', '  queueUsed'],
  ['i2c.c', 'memmove(queue, queue + used, queueUsed);', ''],
  ['i2cBus.c', '#define BIT_RATE 72', '#define BIT_RATE 92'],
  ['i2cBus.c', '#define TIMEOUT_MS 10', '#define TIMEOUT_MS 60'],
  ['i2cBus.c', '#define RETRY_MS 200', '#define RETRY_MS 250'],
  ['i2cBus.c', '#define CLOCK_TURNS 18', '#define CLOCK_TURNS 4'],
  [
    'i2cBus.c',
    'uint8_t command = next();',
    'uint8_t command = next(); for (volatile uint8_t i = 0; i < 250; i++) {}',
  ],
  [
    'i2cBus.c',
    '  sei();\n  uint8_t command',
    '  for (volatile uint8_t i = 0; i < 40; i++) {}\n  uint8_t command',
  ],
  ['i2cBus.c', 'case TW_MT_DATA_NACK:', ''],
  [
    'i2cBus.c',
    'return inLeft > 1 ? GO_ACKNOWLEDGE : GO;\n    case TW_MR_SLA_ACK',
    'return GO_ACKNOWLEDGE;\n    case TW_MR_SLA_ACK',
  ],
  ['i2cBus.c', '    isStuck = false;\n', ''],
  ['i2cBus.c', '  TWCR = 0;\n', ''],
];

const FIRMWARE = new URL('../../../hardware/firmware/', import.meta.url).pathname;
const FLAGS = '-mmcu=atmega328p -DF_CPU=16000000UL -std=gnu11 -Os -flto -w -DFIRMWARE_HASH=1UL'.split(' ');

const TESTS = 'test/hardware/firmware';
/** Where a mistake in a file is most likely noticed: these tests run first. */
const LIKELY: Readonly<Record<string, string>> = {
  'alarm.c': 'alarm',
  'firmata.c': 'firmata',
  'interlock.c': 'inputs',
  'judge.c': 'motion',
  'halfspaces.c': 'motion',
  'posemap.c': 'motion',
  'potwatch.c': 'pots',
  'pots.c': 'pots',
  'pulses.c': 'pulses',
  'record.c': 'resets',
  'replies.c': 'resources',
  'uart.c': 'resources',
};
const VITEST = new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
/** A mutant that makes a test hang; a busy machine must not look like one. */
const LONGEST_MS = 1_200_000;

type Verdict = 'noticed' | 'survived' | 'does not apply' | 'timed out';

function run(tool: string, cwd: string, args: readonly string[]): void {
  execFileSync(tool, args, { cwd, stdio: 'inherit' });
}

function runTests(hex: string, path: string): Verdict {
  const options = ['--project', 'tests', '--maxWorkers', '1', '--bail', '1', '--exclude', '**/build.test.ts'];
  const { status, signal } = spawnSync(process.execPath, [VITEST, 'run', ...options, path], {
    env: { ...process.env, INTERLOCK_HEX: hex },
    stdio: 'ignore',
    timeout: LONGEST_MS,
  });
  if (signal !== null) return 'timed out';
  return status === 0 ? 'survived' : 'noticed';
}

function tryMutant([file, from, to]: (typeof MUTANTS)[number]): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    cpSync(FIRMWARE, folder, { recursive: true });
    const source = readFileSync(join(folder, file), 'utf8');
    if (!source.includes(from)) return 'does not apply';
    writeFileSync(
      join(folder, file),
      source.replace(from, () => to),
    );
    const sources = readdirSync(folder).filter((name) => name.endsWith('.c'));
    run('avr-gcc', folder, [...FLAGS, '-o', 'mutant.elf', ...sources]);
    run('avr-objcopy', folder, ['-O', 'ihex', 'mutant.elf', 'mutant.hex']);
    const hex = join(folder, 'mutant.hex');
    const first = LIKELY[file];
    const verdict = first === undefined ? 'survived' : runTests(hex, `${TESTS}/${first}.test.ts`);
    return verdict === 'survived' ? runTests(hex, TESTS) : verdict;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file, or a piece of what stands there. */
const wanted = process.argv[2];
let failures = 0;
const chosen = MUTANTS.filter(
  ([file, from]) => wanted === undefined || file === wanted || from.includes(wanted),
);
for (const mutant of chosen) {
  const verdict = tryMutant(mutant);
  if (verdict !== 'noticed') failures++;
  console.log(`${verdict}: ${mutant[0]}: ${mutant[1].trim()} -> ${mutant[2].trim()}`);
}
console.log(`${chosen.length} mutants, ${failures} not noticed or not applicable`);
process.exitCode = failures === 0 ? 0 : 1;
