/** A double has 53 bits and the brackets here span few powers of two more; then nothing is left to halve. */
const MOST_STEPS = 200;

/** The last number for which a condition holds, on the way from one for which it does to one for which it does not. */
export function boundary(holds: (value: number) => boolean, from: number, to: number): number {
  let [inside, outside] = [from, to];
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
