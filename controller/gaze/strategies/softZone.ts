const DEGREES_PER_RADIAN = 180 / Math.PI;
/** Fine enough for the largest slope to a millionth: it is flat there. */
const SCAN_DEG = 0.02;
/** No eye turns so far; a bound on the scan. */
const LARGEST_DEG = 90;

/** An angle behind a soft dead zone: θ / (1 + exp(a (b − |θ|))), in degrees; `a` in 1/rad (reference/strategies.md §1b). */
export function softDeg(deg: number, sharpnessPerRad: number, edgeDeg: number): number {
  return deg * share(Math.abs(deg), sharpnessPerRad, edgeDeg);
}

/** The least and the greatest slope of that between straight ahead and `upToDeg`. */
export function softSlope(
  sharpnessPerRad: number,
  edgeDeg: number,
  upToDeg: number,
): { readonly lowest: number; readonly highest: number } {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (let step = 0; step * SCAN_DEG <= Math.min(upToDeg, LARGEST_DEG); step += 1) {
    const deg = step * SCAN_DEG;
    const of = share(deg, sharpnessPerRad, edgeDeg);
    const slope = of + ((deg * sharpnessPerRad) / DEGREES_PER_RADIAN) * of * (1 - of);
    lowest = Math.min(lowest, slope);
    highest = Math.max(highest, slope);
  }
  return { lowest, highest };
}

function share(sizeDeg: number, sharpnessPerRad: number, edgeDeg: number): number {
  return 1 / (1 + Math.exp((sharpnessPerRad * (edgeDeg - sizeDeg)) / DEGREES_PER_RADIAN));
}
