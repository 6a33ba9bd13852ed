import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealFrame } from '../../../hardware/link/frame.ts';
import { LinkError } from '../../../hardware/link/linkError.ts';
import { decodeStatus, encodeStatus, type Status } from '../../../hardware/link/status.ts';
import { status } from './arbitraries.ts';
import { everyOtherByte, everyOtherLength } from './corruption.ts';

const HOLDING: Status = {
  inReplyTo: 'motion',
  seq: 300,
  acceptedSeq: 300,
  state: 'hold',
  fault: 'silence',
  faultUptimeMs: 65_000,
  nonce: 123_456_789,
  uptimeMs: 66_000,
  appliedUs: [1500, 1480, 1520],
  potSum: [8184, 8000, 8400],
  inputs: {
    isStopPressed: false,
    isHeadHeld: true,
    isServoPowerOn: true,
    areLimitsLoaded: true,
    arePulsesResumed: false,
    arePotsBelieved: true,
  },
  limitsCrc: 0xbeef,
  lastRefusal: 'latched',
  isRefused: true,
  refusalCount: 2,
  resetCause: { isPowerOn: true, isExternal: false, isBrownOut: false, isWatchdog: false },
  firmwareHash: 0xabcdef1,
};

/** The body in septets, to change one field at a time. */
function bodyOf(frame: Uint8Array): number[] {
  return [...frame.subarray(2, -4)];
}

describe('status', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(status, (sent) => {
        expect(decodeStatus(encodeStatus(sent))).toEqual(sent);
      }),
    );
  });

  it('has each field where FRAMES.md puts it', () => {
    const body = bodyOf(encodeStatus(HOLDING));
    expect(body).toHaveLength(44);
    // inReplyTo 1, seq 300 = 2·128 + 44, acceptedSeq, hold, fault 1
    expect(body.slice(0, 7)).toEqual([1, 44, 2, 44, 2, 1, 1]);
    // appliedUs begin after 7 + 3 × u28: 1500 = 11·128 + 92
    expect(body.slice(19, 21)).toEqual([92, 11]);
    // head held, power, limits, pots = 2 + 4 + 8 + 32; 0xbeef = 2·16384 + 125·128 + 111; rule 5; refused; count; power-on
    expect(body.slice(31, 40)).toEqual([46, 111, 125, 2, 5, 1, 2, 0, 1]);
  });

  it('with any one byte changed is refused', () => {
    for (const damaged of everyOtherByte(encodeStatus(HOLDING))) {
      if (!(decodeStatus(damaged) instanceof LinkError)) expect.fail(Buffer.from(damaged).toString('hex'));
    }
  });

  it('with a byte missing, added or cut off is refused', () => {
    for (const damaged of everyOtherLength(encodeStatus(HOLDING))) {
      if (!(decodeStatus(damaged) instanceof LinkError)) expect.fail(Buffer.from(damaged).toString('hex'));
    }
  });

  it('never makes the decoder throw, whatever arrives', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.integer({ min: 0, max: 127 })),
        (bytes, body) => {
          expect(decodeStatus(bytes)).toBeInstanceOf(LinkError);
          decodeStatus(sealFrame(0x07, body));
        },
      ),
    );
  });

  it.each([
    ['inReplyTo', 0, 7],
    ['state', 5, 4],
    ['fault', 6, 11],
    ['inputs', 31, 64],
    ['limitsCrc', 34, 4],
    ['lastRefusal', 35, 24],
    ['refused', 36, 2],
    ['resetCause', 39, 16],
  ])('with a code of %s that this release does not know is refused, not read as fine', (_, at, code) => {
    const body = bodyOf(encodeStatus(HOLDING));
    body[at] = code;
    expect(decodeStatus(sealFrame(0x07, body))).toMatchObject({ name: 'LinkError', id: 'unknownCode' });
  });

  it('cannot be built from a number that is none', () => {
    expect(() => encodeStatus({ ...HOLDING, uptimeMs: Number.NaN })).toThrow(LinkError);
    expect(() => encodeStatus({ ...HOLDING, appliedUs: [1500, 16_384, 0] })).toThrow(LinkError);
  });
});
