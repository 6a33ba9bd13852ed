// Opcode patterns of the AVR core (AVR Instruction Set Manual DS40002198, §5): kind, bits that decide, their value.
// The kinds are the case labels of interpreter.ts; 0 stands for everything that avr8js runs.
const PATTERNS: readonly (readonly [kind: number, mask: number, bits: number])[] = [
  [1, 0xfc00, 0x0c00], // ADD
  [2, 0xfc00, 0x1c00], // ADC
  [3, 0xfc00, 0x1800], // SUB
  [4, 0xfc00, 0x0800], // SBC
  [5, 0xfc00, 0x1400], // CP
  [6, 0xfc00, 0x0400], // CPC
  [7, 0xfc00, 0x2000], // AND
  [8, 0xfc00, 0x2400], // EOR
  [9, 0xfc00, 0x2800], // OR
  [10, 0xf000, 0x3000], // CPI
  [11, 0xf000, 0x4000], // SBCI
  [12, 0xf000, 0x5000], // SUBI
  [13, 0xf000, 0x6000], // ORI
  [14, 0xf000, 0x7000], // ANDI
  [15, 0xff00, 0x9600], // ADIW
  [16, 0xff00, 0x9700], // SBIW
  [17, 0xfe0f, 0x9400], // COM
  [18, 0xfe0f, 0x9402], // SWAP
  [19, 0xfe0f, 0x9403], // INC
  [20, 0xfe0f, 0x940a], // DEC
  [21, 0xfe0f, 0x9406], // LSR
  [22, 0xfe0f, 0x9407], // ROR
  [23, 0xfc00, 0x2c00], // MOV
  [24, 0xff00, 0x0100], // MOVW
  [25, 0xf000, 0xe000], // LDI
  [26, 0xfe0f, 0x9000], // LDS
  [27, 0xfe0f, 0x9200], // STS
  [28, 0xfe0f, 0x900f], // POP
  [29, 0xfe0f, 0x920f], // PUSH
  [30, 0xf800, 0xb000], // IN
  [31, 0xf800, 0xb800], // OUT
  [32, 0xd200, 0x8000], // LD, LDD by Y or Z
  [33, 0xd200, 0x8200], // ST, STD by Y or Z
  [34, 0xfe0f, 0x900c], // LD X
  [35, 0xfe0f, 0x920c], // ST X
  [36, 0xfe0f, 0x900d], // LD X+
  [36, 0xfe0f, 0x9009], // LD Y+
  [36, 0xfe0f, 0x9001], // LD Z+
  [37, 0xfe0f, 0x920d], // ST X+
  [37, 0xfe0f, 0x9209], // ST Y+
  [37, 0xfe0f, 0x9201], // ST Z+
  [38, 0xf000, 0xc000], // RJMP
  [39, 0xf000, 0xd000], // RCALL
  [40, 0xffff, 0x940c], // JMP
  [41, 0xffff, 0x940e], // CALL
  [42, 0xffef, 0x9508], // RET, RETI
  [43, 0xfc00, 0xf000], // BRBS
  [44, 0xfc00, 0xf400], // BRBC
  [45, 0xfc00, 0x1000], // CPSE
  [46, 0xfe08, 0xfc00], // SBRC
  [47, 0xfe08, 0xfe00], // SBRS
  [48, 0xff0f, 0x9408], // BSET, BCLR
];

/** The kind of each of the 65,536 opcodes. */
export const KIND_OF_OPCODE: Uint8Array = new Uint8Array(0x10000);
for (const [kind, mask, bits] of PATTERNS) {
  for (let opcode = 0; opcode < 0x10000; opcode++) {
    if ((opcode & mask) === bits) KIND_OF_OPCODE[opcode] = kind;
  }
}

/** LDS, STS, JMP and CALL take two words. */
export function isTwoWords(opcode: number): boolean {
  return (opcode & 0xfc0f) === 0x9000 || (opcode & 0xfe0c) === 0x940c;
}
