/**
 * The weights with the least mean squared error, plus `ridge` times the square of each weight of a term scaled to unit mean square;
 * the first term is not drawn to 0. Terms that are left out (`kept` false) weigh nothing. Undefined where it has no answer.
 */
export function ridgeFit(
  terms: readonly (readonly number[])[],
  wanted: readonly number[],
  ridge: number,
  kept: readonly boolean[],
): readonly number[] | undefined {
  const used = kept.flatMap((isKept, index) => (isKept ? [index] : []));
  const count = terms.length;
  const scales = used.map((term) =>
    Math.sqrt(terms.reduce((sum, row) => sum + at(row, term) ** 2, 0) / count),
  );
  if (count === 0 || !scales.every((scale) => scale > 0)) return undefined;
  const size = used.length;
  const scaled = (row: readonly number[], index: number): number =>
    at(row, at(used, index)) / at(scales, index);
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const right = new Array<number>(size).fill(0);
  terms.forEach((row, sample) => {
    for (let i = 0; i < size; i += 1) {
      const value = scaled(row, i) / count;
      right[i] = at(right, i) + value * at(wanted, sample);
      const line = matrix[i] ?? [];
      for (let j = 0; j < size; j += 1) line[j] = at(line, j) + value * scaled(row, j);
    }
  });
  matrix.forEach((line, index) => {
    if (used[index] !== 0) line[index] = at(line, index) + ridge;
  });
  const solved = solve(matrix, right);
  if (!solved) return undefined;
  const weights = new Array<number>(kept.length).fill(0);
  used.forEach((term, index) => {
    weights[term] = at(solved, index) / at(scales, index);
  });
  return weights;
}

/** Gauss with pivoting: a handful of unknowns. */
function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | undefined {
  const rows = matrix.map((line, index) => [...line, at(right, index)]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    const below = rows.slice(column).sort((a, b) => Math.abs(at(b, column)) - Math.abs(at(a, column)));
    rows.splice(column, below.length, ...below);
    const pivot = rows[column] ?? [];
    // Terms have unit mean square, so less than this is two of them that say the same.
    if (!(Math.abs(at(pivot, column)) > 1e-9)) return undefined;
    rows.forEach((line, index) => {
      if (index === column) return;
      const share = at(line, column) / at(pivot, column);
      for (let entry = column; entry <= size; entry += 1)
        line[entry] = at(line, entry) - share * at(pivot, entry);
    });
  }
  return rows.map((line, index) => at(line, size) / at(line, index));
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
