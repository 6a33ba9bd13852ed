/** A seeded stream of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * Seeded generator (mulberry32: one 32-bit counter through an integer hash). Simulation only, never for secrets: the same
 * seed gives the same run on every machine, which is what a replay needs.
 * @param seed any integer; only its lowest 32 bits count.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A uniform integer in 0 … `count` − 1. */
export function randomInteger(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** A normal deviate with mean 0 and standard deviation 1 (Box–Muller). */
export function randomNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
