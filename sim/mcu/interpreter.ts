import { avrInstruction, type CPU } from 'avr8js';
import { afterAdd, afterLogic, afterShiftRight, afterStep, afterSubtract, afterWord } from './flags.ts';
import { isTwoWords, KIND_OF_OPCODE } from './opcodes.ts';

const SREG = 0x5f;
const STACK_LOW = 0x5d;
const STACK_HIGH = 0x5e;
/** Registers and I/O, where a peripheral may listen, end here; SRAM begins. */
const PLAIN_MEMORY = 0x100;
/** SREG bits that an instruction leaves alone: I, T; and H; and H, C. */
const KEEP_IT = 0xc0;
const KEEP_ITH = 0xe0;
const KEEP_ITHC = 0xe1;
const INTERRUPT_ENABLE = 0x80;
const CARRY = 1;
const ZERO = 2;

/** An access that a peripheral may hear. It sees the second cycle of a load and the first of a store, as in avr8js. */
function readPeripheral(cpu: CPU, address: number, cycles: number): number {
  cpu.cycles = cycles;
  return cpu.readData(address);
}

/** @returns the cycles after the access: some registers halt the core. */
function writePeripheral(cpu: CPU, address: number, value: number, cycles: number): number {
  cpu.cycles = cycles;
  cpu.writeData(address, value);
  return cpu.cycles;
}

/**
 * Runs instructions until `limitCycle`, or until one of them may have woken a peripheral or changed what interrupts may do: then
 * the caller looks. At least one runs. Frequent instructions run here, through one jump table; avr8js, which finds each through
 * a chain of a hundred comparisons, runs the rest. Memory, hooks and cycles are avr8js' own, and
 * test/sim/mcu/interpreter.test.ts compares every opcode with it.
 * @returns the last opcode.
 */
export function runInstructions(cpu: CPU, limitCycle: number): number {
  const { data, progMem: flash } = cpu;
  const wrap = flash.length - 1;
  let { pc, cycles } = cpu;
  let opcode = 0;
  let isAttentionNeeded = false;

  do {
    opcode = flash[pc] as number;
    const d = (opcode >> 4) & 0x1f;
    pc = (pc + 1) & wrap;
    cycles++;
    switch (KIND_OF_OPCODE[opcode]) {
      case 1: // ADD
      case 2: {
        // ADC
        const a = data[d] as number;
        const b = data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number;
        const status = data[SREG] as number;
        const result = (a + b + (opcode & 0x1000 ? status & CARRY : 0)) & 0xff;
        data[d] = result;
        data[SREG] = (status & KEEP_IT) | afterAdd(a, b, result);
        break;
      }
      case 3: // SUB
      case 5: {
        // CP
        const a = data[d] as number;
        const b = data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number;
        const result = (a - b) & 0xff;
        if (opcode & 0x0800) data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_IT) | afterSubtract(a, b, result);
        break;
      }
      case 4: // SBC
      case 6: {
        // CPC; with a carry in, Z says whether the whole of a longer number is zero.
        const a = data[d] as number;
        const b = data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number;
        const status = data[SREG] as number;
        const result = (a - b - (status & CARRY)) & 0xff;
        if (opcode & 0x0800) data[d] = result;
        data[SREG] = (status & KEEP_IT) | (afterSubtract(a, b, result) & (status | ~ZERO));
        break;
      }
      case 7: {
        // AND
        const result = (data[d] as number) & (data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number);
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterLogic(result);
        break;
      }
      case 8: {
        // EOR
        const result = (data[d] as number) ^ (data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number);
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterLogic(result);
        break;
      }
      case 9: {
        // OR
        const result = (data[d] as number) | (data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number);
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterLogic(result);
        break;
      }
      case 10: // CPI
      case 12: {
        // SUBI
        const u = 16 + (d & 0x0f);
        const a = data[u] as number;
        const b = (opcode & 0x0f) | ((opcode >> 4) & 0xf0);
        const result = (a - b) & 0xff;
        if (opcode & 0x4000) data[u] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_IT) | afterSubtract(a, b, result);
        break;
      }
      case 11: {
        // SBCI
        const u = 16 + (d & 0x0f);
        const a = data[u] as number;
        const b = (opcode & 0x0f) | ((opcode >> 4) & 0xf0);
        const status = data[SREG] as number;
        const result = (a - b - (status & CARRY)) & 0xff;
        data[u] = result;
        data[SREG] = (status & KEEP_IT) | (afterSubtract(a, b, result) & (status | ~ZERO));
        break;
      }
      case 13: // ORI
      case 14: {
        // ANDI
        const u = 16 + (d & 0x0f);
        const constant = (opcode & 0x0f) | ((opcode >> 4) & 0xf0);
        const result = opcode & 0x1000 ? (data[u] as number) & constant : (data[u] as number) | constant;
        data[u] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterLogic(result);
        break;
      }
      case 15: // ADIW
      case 16: {
        // SBIW
        const low = 24 + 2 * (d & 3);
        const before = (data[low] as number) | ((data[low + 1] as number) << 8);
        const constant = (opcode & 0x0f) | ((opcode >> 2) & 0x30);
        const isAdding = (opcode & 0x0100) === 0;
        const result = (isAdding ? before + constant : before - constant) & 0xffff;
        const fell = (before & ~result & 0x8000) >> 15;
        const rose = (~before & result & 0x8000) >> 15;
        data[low] = result;
        data[low + 1] = result >> 8;
        data[SREG] =
          ((data[SREG] as number) & KEEP_ITH) |
          (isAdding ? afterWord(result, fell, rose) : afterWord(result, rose, fell));
        cycles++;
        break;
      }
      case 17: {
        // COM
        const result = 0xff - (data[d] as number);
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITH) | afterLogic(result) | CARRY;
        break;
      }
      case 18: // SWAP
        data[d] = ((data[d] as number) << 4) | ((data[d] as number) >> 4);
        break;
      case 19: {
        // INC
        const result = ((data[d] as number) + 1) & 0xff;
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterStep(result, result === 0x80);
        break;
      }
      case 20: {
        // DEC
        const result = ((data[d] as number) - 1) & 0xff;
        data[d] = result;
        data[SREG] = ((data[SREG] as number) & KEEP_ITHC) | afterStep(result, result === 0x7f);
        break;
      }
      case 21: // LSR
      case 22: {
        // ROR
        const value = data[d] as number;
        const status = data[SREG] as number;
        const result = (value >> 1) | (opcode & 1 ? (status & CARRY) << 7 : 0);
        data[d] = result;
        data[SREG] = (status & KEEP_ITH) | afterShiftRight(result, value & 1);
        break;
      }
      case 23: // MOV
        data[d] = data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)] as number;
        break;
      case 24: {
        // MOVW
        const to = 2 * (d & 0x0f);
        const from = 2 * (opcode & 0x0f);
        data[to] = data[from] as number;
        data[to + 1] = data[from + 1] as number;
        break;
      }
      case 25: // LDI
        data[16 + (d & 0x0f)] = (opcode & 0x0f) | ((opcode >> 4) & 0xf0);
        break;
      case 26: {
        // LDS
        const address = flash[pc] as number;
        pc = (pc + 1) & wrap;
        if (address >= PLAIN_MEMORY) data[d] = data[address] as number;
        else {
          data[d] = readPeripheral(cpu, address, cycles);
          isAttentionNeeded = true;
        }
        cycles++;
        break;
      }
      case 27: {
        // STS
        const address = flash[pc] as number;
        pc = (pc + 1) & wrap;
        if (address >= PLAIN_MEMORY) data[address] = data[d] as number;
        else {
          cycles = writePeripheral(cpu, address, data[d] as number, cycles - 1) + 1;
          isAttentionNeeded = true;
        }
        cycles++;
        break;
      }
      case 28: {
        // POP
        const top = (((data[STACK_LOW] as number) | ((data[STACK_HIGH] as number) << 8)) + 1) & 0xffff;
        data[STACK_LOW] = top;
        data[STACK_HIGH] = top >> 8;
        data[d] = data[top] as number;
        cycles++;
        break;
      }
      case 29: {
        // PUSH
        const top = (data[STACK_LOW] as number) | ((data[STACK_HIGH] as number) << 8);
        data[top] = data[d] as number;
        data[STACK_LOW] = top - 1;
        data[STACK_HIGH] = (top - 1) >> 8;
        cycles++;
        break;
      }
      case 30: {
        // IN
        const address = 0x20 + ((opcode & 0x0f) | ((opcode >> 5) & 0x30));
        if (address === SREG) data[d] = data[SREG] as number;
        else {
          data[d] = readPeripheral(cpu, address, cycles - 1);
          isAttentionNeeded = true;
        }
        break;
      }
      case 31: {
        // OUT
        const address = 0x20 + ((opcode & 0x0f) | ((opcode >> 5) & 0x30));
        cycles = writePeripheral(cpu, address, data[d] as number, cycles - 1) + 1;
        isAttentionNeeded = true;
        break;
      }
      case 32: {
        // LD, LDD by Y or Z
        const pointer = opcode & 8 ? 28 : 30;
        const offset = (opcode & 7) | ((opcode >> 7) & 0x18) | ((opcode >> 8) & 0x20);
        const address = ((data[pointer] as number) | ((data[pointer + 1] as number) << 8)) + offset;
        if (address >= PLAIN_MEMORY) data[d] = data[address] as number;
        else {
          data[d] = readPeripheral(cpu, address, cycles);
          isAttentionNeeded = true;
        }
        cycles++;
        break;
      }
      case 33: {
        // ST, STD by Y or Z
        const pointer = opcode & 8 ? 28 : 30;
        const offset = (opcode & 7) | ((opcode >> 7) & 0x18) | ((opcode >> 8) & 0x20);
        const address = ((data[pointer] as number) | ((data[pointer + 1] as number) << 8)) + offset;
        if (address >= PLAIN_MEMORY) data[address] = data[d] as number;
        else {
          cycles = writePeripheral(cpu, address, data[d] as number, cycles - 1) + 1;
          isAttentionNeeded = true;
        }
        cycles++;
        break;
      }
      case 34: // LD X
      case 36: {
        // LD X+, LD Y+, LD Z+
        const pointer = opcode & 4 ? 26 : opcode & 8 ? 28 : 30;
        const address = (data[pointer] as number) | ((data[pointer + 1] as number) << 8);
        if (address >= PLAIN_MEMORY) data[d] = data[address] as number;
        else {
          data[d] = readPeripheral(cpu, address, cycles);
          isAttentionNeeded = true;
        }
        if (opcode & 1) {
          data[pointer] = address + 1;
          data[pointer + 1] = (address + 1) >> 8;
        }
        cycles++;
        break;
      }
      case 35: // ST X
      case 37: {
        // ST X+, ST Y+, ST Z+
        const pointer = opcode & 4 ? 26 : opcode & 8 ? 28 : 30;
        const address = (data[pointer] as number) | ((data[pointer + 1] as number) << 8);
        if (address >= PLAIN_MEMORY) data[address] = data[d] as number;
        else {
          cycles = writePeripheral(cpu, address, data[d] as number, cycles - 1) + 1;
          isAttentionNeeded = true;
        }
        if (opcode & 1) {
          data[pointer] = address + 1;
          data[pointer + 1] = (address + 1) >> 8;
        }
        cycles++;
        break;
      }
      case 38: // RJMP
        pc = (pc + (((opcode & 0xfff) ^ 0x800) - 0x800)) & wrap;
        cycles++;
        break;
      case 39: // RCALL
      case 41: {
        // CALL
        const isLong = (opcode & 0xf000) === 0x9000;
        const returnTo = isLong ? pc + 1 : pc;
        const top = (data[STACK_LOW] as number) | ((data[STACK_HIGH] as number) << 8);
        data[top] = returnTo;
        data[top - 1] = returnTo >> 8;
        data[STACK_LOW] = top - 2;
        data[STACK_HIGH] = (top - 2) >> 8;
        pc = (isLong ? (flash[pc] as number) : pc + (((opcode & 0xfff) ^ 0x800) - 0x800)) & wrap;
        cycles += isLong ? 3 : 2;
        break;
      }
      case 40: // JMP
        pc = (flash[pc] as number) & wrap;
        cycles += 2;
        break;
      case 42: {
        // RET, RETI
        const top = (((data[STACK_LOW] as number) | ((data[STACK_HIGH] as number) << 8)) + 2) & 0xffff;
        data[STACK_LOW] = top;
        data[STACK_HIGH] = top >> 8;
        pc = (((data[top - 1] as number) << 8) | (data[top] as number)) & wrap;
        cycles += 3;
        if (opcode & 0x10) {
          data[SREG] = (data[SREG] as number) | INTERRUPT_ENABLE;
          isAttentionNeeded = true;
        }
        break;
      }
      case 43: // BRBS
      case 44: {
        // BRBC
        const isSet = ((data[SREG] as number) >> (opcode & 7)) & 1;
        if (isSet === ((opcode >> 10) & 1)) break;
        pc = (pc + ((((opcode >> 3) & 0x7f) ^ 0x40) - 0x40)) & wrap;
        cycles++;
        break;
      }
      case 45: // CPSE
      case 46: // SBRC
      case 47: {
        // SBRS
        const value = data[d] as number;
        const isSkipping =
          opcode & 0x8000
            ? ((value >> (opcode & 7)) & 1) === ((opcode >> 9) & 1)
            : value === data[(opcode & 0x0f) | ((opcode >> 5) & 0x10)];
        if (!isSkipping) break;
        const words = isTwoWords(flash[pc] as number) ? 2 : 1;
        pc = (pc + words) & wrap;
        cycles += words;
        break;
      }
      case 48: {
        // BSET, BCLR
        const flag = 1 << (d & 7);
        const status = data[SREG] as number;
        data[SREG] = opcode & 0x80 ? status & ~flag : status | flag;
        isAttentionNeeded = true;
        break;
      }
      default:
        cpu.pc = (pc - 1) & wrap;
        cpu.cycles = cycles - 1;
        avrInstruction(cpu);
        return opcode;
    }
  } while (cycles < limitCycle && !isAttentionNeeded);
  cpu.pc = pc;
  cpu.cycles = cycles;
  return opcode;
}
