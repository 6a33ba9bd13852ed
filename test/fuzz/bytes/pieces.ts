import { FRAME_IDS, sealFrame } from '../../../hardware/link/frame.ts';
import { encodeHostFrame } from '../../../hardware/link/hostFrames.ts';
import { type Random, randomInteger } from '../../../sim/random.ts';
import { type Pulses, WIDE } from '../../hardware/firmware/rig.ts';

/** What the makers of valid frames need to know. */
export interface Scene {
  readonly nonce: number;
  readonly seq: number;
  readonly appliedUs: Pulses;
}

const COMMAND_BYTES = [0xc0, 0xc3, 0xcf, 0xd0, 0xd1, 0xdf, 0x90, 0x91, 0x9f, 0xe0, 0xe9, 0xeb];
const SYSEX_OF_FIRMATA = [0x01, 0x5f, 0x60, 0x61, 0x62, 0x69, 0x6a, 0x6b, 0x6d, 0x6f];
const MORE_SYSEX_OF_FIRMATA = [0x70, 0x71, 0x72, 0x73, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x7b, 0x7e, 0x7f];
const BODY_SEPTETS = { motion: 11, attach: 12, limits: 212, release: 7, clear: 7, statusRequest: 2 } as const;
const OWN = ['motion', 'attach', 'limits', 'release', 'clear'] as const;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[randomInteger(random, items.length)] as Item;
const some = (random: Random, most: number, count: number): number[] =>
  Array.from({ length: 1 + randomInteger(random, most) }, () => randomInteger(random, count));

/** Bytes of any value. */
const anyBytes = (random: Random): number[] => some(random, 48, 256);

/** A message of plain Firmata, SYSTEM_RESET and messages for other firmwares included. */
function firmata(random: Random): number[] {
  const [a, b, c] = [0, 0, 0].map(() => randomInteger(random, 128)) as [number, number, number];
  const kind = random();
  if (kind < 0.06) return [0xff];
  if (kind < 0.3) return [0xf4, randomInteger(random, 24), pick(random, [0, 1, 2, 3, 4, 6, 11, 12, a])];
  if (kind < 0.45) return [0xf5, randomInteger(random, 24), a & 1];
  if (kind < 0.7) return [pick(random, COMMAND_BYTES), a, b];
  if (kind < 0.72) return [0xf9];
  const id = pick(random, [...SYSEX_OF_FIRMATA, ...MORE_SYSEX_OF_FIRMATA]);
  return [0xf0, id, a % 24, b, c, ...some(random, 12, 128), 0xf7];
}

/** A sysex of any of our ids and any length, longer than any of ours too. */
function anyFrame(random: Random): number[] {
  return [0xf0, pick(random, Object.values(FRAME_IDS)), ...some(random, 300, 128), 0xf7];
}

/** One of our frames with the right length and CRC; its contents are made up, or right. */
function soundFrame(random: Random, scene: Scene): number[] {
  const { nonce, appliedUs } = scene;
  const seq = (scene.seq + pick(random, [1, 1, 1, 2, 100])) & 0x3fff;
  const name = pick(random, OWN);
  if (random() < 0.3) {
    const body = Array.from({ length: BODY_SEPTETS[name] }, () => randomInteger(random, 128));
    return [...sealFrame(FRAME_IDS[name], [seq & 0x7f, seq >> 7, ...body.slice(2)])];
  }
  const change = (): number => randomInteger(random, 21) - 10;
  const pulseUs: Pulses = [appliedUs[0] + change(), appliedUs[1] + change(), appliedUs[2] + change()];
  switch (name) {
    case 'motion': {
      const isMoving = random() < 0.8;
      return [
        ...encodeHostFrame({
          kind: name,
          seq,
          isMoving,
          leaseMs: 200,
          pulseUs: isMoving ? pulseUs : appliedUs,
        }),
      ];
    }
    case 'attach':
      return [...encodeHostFrame({ kind: name, seq, nonce, pulseUs })];
    case 'limits': {
      const share = 0.5 + random() / 2;
      return [
        ...encodeHostFrame({
          ...WIDE,
          seq,
          offsetDeg32: WIDE.offsetDeg32.map((us) => Math.floor(us * share)),
        }),
      ];
    }
    case 'release':
      return [...encodeHostFrame({ kind: name, seq, nonce, isHeadOutOfBrace: random() < 0.3 })];
    case 'clear':
      return [
        ...encodeHostFrame({
          kind: name,
          seq,
          nonce,
          fault: pick(random, ['silence', 'refusedThrice', 'releaseEnded']),
        }),
      ];
  }
}

/** Something once sound, damaged as a line or a wrong program damages it. */
function damaged(random: Random, bytes: readonly number[]): number[] {
  const damagedBytes = [...bytes];
  for (let count = 1 + randomInteger(random, 3); count > 0; count--) {
    const at = randomInteger(random, damagedBytes.length);
    const kind = randomInteger(random, 6);
    if (kind === 0) damagedBytes[at] = (damagedBytes[at] ?? 0) ^ (1 << randomInteger(random, 8));
    else if (kind === 1) damagedBytes.splice(at, 1 + randomInteger(random, 3));
    else if (kind === 2) damagedBytes.splice(at, 0, ...some(random, 4, 256));
    else if (kind === 3) damagedBytes.length = at;
    else if (kind === 4) damagedBytes.push(...damagedBytes.slice(0, at));
    else damagedBytes.splice(at, 0, pick(random, [0xf0, 0xf7, 0xff, 0x80]));
    if (damagedBytes.length === 0) return [randomInteger(random, 256)];
  }
  return damagedBytes;
}

/** One of our frames that no longer is one. */
function brokenFrame(random: Random, scene: Scene): number[] {
  const frame = soundFrame(random, scene);
  for (;;) {
    const broken = damaged(random, frame);
    if (!broken.join().includes(frame.join())) return broken;
  }
}

/** What comes next on the line; `isSound`: frames that a host might have sent are among it, with the right CRC. */
export function nextPiece(random: Random, scene: Scene, isSound: boolean): number[] {
  const kind = random();
  if (kind < 0.25) return anyBytes(random);
  if (kind < 0.45) return firmata(random);
  if (kind < 0.55) return damaged(random, firmata(random));
  if (kind < 0.65) return anyFrame(random);
  return isSound && kind > 0.8 ? soundFrame(random, scene) : brokenFrame(random, scene);
}
