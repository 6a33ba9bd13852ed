const MOST_STEPS = 200;

/** The root of a function that rises from below zero at `low` to above zero at `high`, to the last digit, by bisection. */
export function solveMonotone(rising: (value: number) => number, low: number, high: number): number {
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
