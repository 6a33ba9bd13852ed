/** One 14-bit counter numbers all host frames (hardware/link/FRAMES.md, Encoding). */
const SEQ_MODULUS = 16_384;
const FARTHEST_ADVANCE = 8_191;

/** How many numbers `to` lies ahead of `from`, 0…16383. Both in 0…16383. */
export function sequenceDistance(from: number, to: number): number {
  return (((to - from) % SEQ_MODULUS) + SEQ_MODULUS) % SEQ_MODULUS;
}

/** Whether the firmware would take `newSeq` as newer than `lastAcceptedSeq`. Both in 0…16383. */
export function advances(lastAcceptedSeq: number, newSeq: number): boolean {
  const distance = sequenceDistance(lastAcceptedSeq, newSeq);
  return distance >= 1 && distance <= FARTHEST_ADVANCE;
}

/** The number after `seq`. A new host starts from the `acceptedSeq` of the brace's status. */
export function nextSeq(seq: number): number {
  return (seq + 1) % SEQ_MODULUS;
}
