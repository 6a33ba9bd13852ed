// Status register of the AVR core (DS40002061B §7.3.1): C, Z, N, V, S, H, T, I from bit 0 to bit 7.

/** C, Z, N, V, S, H of an addition. `carries`: per bit, whether a carry left it. */
function arithmetic(result: number, carries: number, overflow: number): number {
  const negative = result >> 7;
  const v = (overflow >> 7) & 1;
  return (
    ((carries >> 7) & 1) |
    (result === 0 ? 2 : 0) |
    (negative << 2) |
    (v << 3) |
    ((negative ^ v) << 4) |
    ((carries & 8) << 2)
  );
}

/** C, Z, N, V, S, H after `result` = a + b (+ carry). */
export function afterAdd(a: number, b: number, result: number): number {
  return arithmetic(result, (a & b) | ((a | b) & ~result), (a ^ result) & (b ^ result));
}

/** C, Z, N, V, S, H after `result` = a − b (− carry). */
export function afterSubtract(a: number, b: number, result: number): number {
  return arithmetic(result, (~a & b) | ((~a | b) & result), (a ^ b) & (a ^ result));
}

/** Z, N, V = 0, S of a logic operation. */
export function afterLogic(result: number): number {
  const negative = result >> 7;
  return (result === 0 ? 2 : 0) | (negative << 2) | (negative << 4);
}

/** Z, N, V, S of an increment or decrement. */
export function afterStep(result: number, isOverflow: boolean): number {
  const negative = result >> 7;
  const v = isOverflow ? 1 : 0;
  return (result === 0 ? 2 : 0) | (negative << 2) | (v << 3) | ((negative ^ v) << 4);
}

/** C, Z, N, V, S of a shift right that pushed out `carry`. */
export function afterShiftRight(result: number, carry: number): number {
  const negative = result >> 7;
  const v = negative ^ carry;
  return carry | (result === 0 ? 2 : 0) | (negative << 2) | (v << 3) | ((negative ^ v) << 4);
}

/** C, Z, N, V, S of a 16-bit addition or subtraction. */
export function afterWord(result: number, carry: number, overflow: number): number {
  const negative = result >> 15;
  return carry | (result === 0 ? 2 : 0) | (negative << 2) | (overflow << 3) | ((negative ^ overflow) << 4);
}
