/**
 * Breaks the firmware in one place at a time and runs the tests on it: `node test/hardware/firmware/mutants.ts`. Prints the
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
  ['interlock.c', 'if (!pots.isBelievable[i]) continue;', ''],
  ['interlock.c', 'badPotSteps == POT_FAULT_STEPS && isPowered(state)', 'badPotSteps == POT_FAULT_STEPS'],
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
  ['interlock.c', 'return judgePots(pulseUs, &pots);', 'return RULE_NONE;'],
  ['interlock.c', 'uint8_t rule = judgeFirstPulses(&limits, pulseUs);', 'uint8_t rule = RULE_NONE;'],
  ['interlock.c', 'if (state == STATE_MOVING) return RULE_NOT_IN_HOLD;\n  uint8_t rule', 'uint8_t rule'],
  ['interlock.c', 'return isHeadHeld() ? RULE_NONE : RULE_HEAD_NOT_HELD;', 'return RULE_NONE;'],
  ['interlock.c', '      recordErase();\n      pulsesStop();', '      pulsesStop();'],
  ['interlock.c', 'if (fault == FAULT_NONE || fault != acknowledged) return RULE_WRONG_FAULT;', ''],
  ['interlock.c', '    if (isStopPressed()) {', '    if (0) {'],
  ['interlock.c', '&& isPowered(state) && leaseLeftMs == 0;', '&& isPowered(state);'],
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
  ['judge.c', 'z * split->low[2] + 63', 'z * split->low[2]'],
  [
    'judge.c',
    'if (left > leftFrom || (left == leftFrom && remainder > remainderFrom)) return RULE_HALF_SPACE;',
    'if (left > leftFrom) return RULE_HALF_SPACE;',
  ],
  [
    'judge.c',
    'if (left > leftFrom || (left == leftFrom && remainder > remainderFrom)) return RULE_HALF_SPACE;',
    'return RULE_HALF_SPACE;',
  ],
  ['judge.c', '* now->sinceMotionMs / 1000) + 1;', '* now->sinceMotionMs / 1000) + 3;'],
  ['judge.c', '* now->sinceMotionMs / 1000) + 1;', '* now->sinceMotionMs / 1000);'],
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
  ['pots.c', 'believable[servo] = 0;', ''],
  ['pots.c', '- ring[place]);', '- ring[0]);'],
  ['pins.c', 'if (!isFree(pin)) return; /*', '/*'],
  ['pins.c', '|| !isFree(pin) || modes[pin] != PIN_MODE_OUTPUT) return;', ') return;'],
  [
    'uart.c',
    'if (isStatusReady) {\n      isStatusReady',
    'if (isStatusReady && queuedHead == queuedTail) {\n      isStatusReady',
  ],
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

type Verdict = 'noticed' | 'survived' | 'does not apply';

function run(tool: string, cwd: string, args: readonly string[]): void {
  execFileSync(tool, args, { cwd, stdio: 'inherit' });
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
    const tests = spawnSync(
      'npx',
      [
        'vitest',
        'run',
        '--maxWorkers',
        '1',
        '--bail',
        '1',
        '--exclude',
        '**/build.test.ts',
        'test/hardware/firmware',
      ],
      {
        env: { ...process.env, INTERLOCK_HEX: join(folder, 'mutant.hex') },
        stdio: 'ignore',
        timeout: 180_000,
      },
    );
    return tests.status === 0 ? 'survived' : 'noticed';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wanted = process.argv[2];
let failures = 0;
for (const mutant of MUTANTS.filter(([file]) => wanted === undefined || file === wanted)) {
  const verdict = tryMutant(mutant);
  if (verdict !== 'noticed') failures++;
  console.log(`${verdict}: ${mutant[0]}: ${mutant[1].trim()} -> ${mutant[2].trim()}`);
}
console.log(`${MUTANTS.length} mutants, ${failures} not noticed or not applicable`);
process.exitCode = failures === 0 ? 0 : 1;
