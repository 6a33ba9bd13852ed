import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, readingOf } from '../../../hardware/trackers/eyeTribe/messages.ts';
import { createObjectReader } from '../../../hardware/trackers/eyeTribe/objects.ts';
import { createGazepointReader } from '../../../hardware/trackers/gazepoint/reader.ts';
import { readRecord } from '../../../hardware/trackers/gazepoint/record.ts';
import { readPlain } from '../../../hardware/trackers/plain/plainText.ts';
import { loadPupilPackages } from '../../../hardware/trackers/pupilCore/packages.ts';
import { readSurface } from '../../../hardware/trackers/pupilCore/surface.ts';
import { gazeReading } from '../../../protocol/gazeSample.ts';

/** Text with the pieces of a protocol in it, whole, torn and out of place. */
const pieces = (...known: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...known) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 12 }) },
      ),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** The same bytes, cut at any places. */
const cuts = fc.array(fc.nat(), { maxLength: 12 });
function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

const anyEye = fc.option(fc.record({ x: fc.double(), y: fc.double(), z: fc.double() }));

const GAZEPOINT_PIECES = [
  '<REC CNT="34" TIME="12.3456" BPOGX="0.47175" BPOGY="0.43360" BPOGV="1" BKID="0" USER="" />\r\n',
  '<REC CNT="35"TIME="12.4"BPOGX="-0.2"BPOGY="1.4"BPOGV="1"LPOGV="1"RPOGV="0"/>',
  '<REC TIME="nan" BPOGX="1e999" BPOGY="0.1" BPOGV="1" />',
  '<ACK ID="ENABLE_SEND_DATA" STATE="1" />\r\n',
  '<NAC ID="X" />',
  '<CAL ID="CALIB_RESULT_PT" PT="1" />',
  '<REC CNT="',
  '/',
  '/>',
  '<',
  '"',
];
const EYETRIBE_PIECES = [
  '{"category":"tracker","request":"get","statuscode":200,"values":{"frame":{"time":5,"state":7,"raw":{"x":10.5,"y":3},"avg":{"x":1,"y":2}}}}\n',
  '{"category":"tracker","statuscode":800}',
  '{"category":"tracker","statuscode":200,"values":{"iscalibrated":true,"screenresw":1920,"screenresh":1080}}\n',
  '{"a":"}{\\"',
  '{',
  '}',
  '"',
  '\\',
  '\n',
];
const STANDING = { isCalibrated: true, widthPx: 1920, heightPx: 1080, trackerState: 0 };

describe('any bytes, cut anywhere, give what they give in one piece, and nothing throws', () => {
  it('Gazepoint', () => {
    fc.assert(
      fc.property(fc.oneof(pieces(...GAZEPOINT_PIECES), anyBytes), cuts, (bytes, places) => {
        const whole = createGazepointReader();
        const inParts = createGazepointReader();
        const expected = whole.push(bytes);
        const found = cut(bytes, places).flatMap((part) => inParts.push(part));
        expect(found).toEqual(expected);
        expect(inParts.rubbish).toBe(whole.rubbish);
        for (const message of expected) {
          expect(gazeReading.safeParse(readRecord(message, 'best').reading).success).toBe(true);
          readRecord(message, 'assistive');
        }
      }),
    );
  });

  it('EyeTribe', () => {
    fc.assert(
      fc.property(fc.oneof(pieces(...EYETRIBE_PIECES), anyBytes), cuts, (bytes, places) => {
        const whole = createObjectReader();
        const inParts = createObjectReader();
        const expected = whole.push(bytes);
        const found = cut(bytes, places).flatMap((part) => inParts.push(part));
        expect(found).toEqual(expected);
        expect(inParts.rubbish).toBe(whole.rubbish);
        for (const value of expected) {
          const frame = readAnswer(value)?.values?.frame;
          if (frame) expect(gazeReading.safeParse(readingOf(frame, STANDING)).success).toBe(true);
        }
      }),
    );
  });

  it('whole messages between rubbish are all found, wherever the packets end', () => {
    const record = '<REC CNT="1" TIME="1.5" BPOGX="0.5" BPOGY="0.5" BPOGV="1" />\r\n';
    const rubbish = fc
      .string({ unit: 'binary-ascii', maxLength: 30 })
      .map((text) => text.replaceAll('<', ''));
    fc.assert(
      fc.property(fc.array(rubbish, { maxLength: 8 }), cuts, (between, places) => {
        const reader = createGazepointReader();
        const bytes = Buffer.from(between.map((text) => text + record).join(''), 'latin1');
        const found = cut(bytes, places).flatMap((part) => reader.push(part));
        expect(found.length).toBe(between.length);
      }),
    );
  });
});

describe('any message is a sample or nothing, and nothing throws', () => {
  it('plain messages', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.json({ maxDepth: 2 }),
      fc.constant('x'.repeat(600)),
      fc.tuple(fc.nat(), fc.float(), fc.float()).map(([time, x, y]) => `STREAM_DATA ${time} ${x} ${y}`),
      fc
        .record({ t: fc.double(), x: fc.double(), y: fc.double(), valid: fc.boolean(), conf: fc.double() })
        .map((value) => JSON.stringify(value)),
      fc.record({ t: fc.double(), left: anyEye, right: anyEye }).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (message) => {
        const read = readPlain(message);
        if (read?.kind === 'pixels')
          expect([read.deviceMs, read.xPx, read.yPx].every(Number.isFinite)).toBe(true);
        if (read?.kind === 'fractions')
          expect([read.point.x, read.point.y].every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('Pupil Core surfaces, before and after msgpack', async () => {
    const packages = await loadPupilPackages();
    expect(packages).not.toBeNull();
    const datum = fc.record(
      {
        topic: fc.oneof(fc.constantFrom('gaze.3d.01._on_surface', 'gaze.2d.0._on_surface'), fc.string()),
        norm_pos: fc.oneof(fc.tuple(fc.double(), fc.double()), fc.anything()),
        confidence: fc.double(),
        on_surf: fc.oneof(fc.boolean(), fc.anything()),
        timestamp: fc.double(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ gaze_on_surfaces: fc.array(datum) })), (value) => {
        for (const { deviceMs, reading } of readSurface(value)?.gaze ?? []) {
          expect(Number.isFinite(deviceMs)).toBe(true);
          expect(gazeReading.safeParse(reading).success).toBe(true);
        }
      }),
    );
    const surface = {
      gaze_on_surfaces: [{ norm_pos: [0.25, 0.75], confidence: 0.9, on_surf: true, timestamp: 2 }],
    };
    expect(readSurface(packages?.decode(encode(surface)))?.gaze).toEqual([
      {
        eyes: 'unknown',
        deviceMs: 2000,
        reading: { kind: 'screen', point: { x: 0.25, y: 0.25 }, eyesSeen: 'unknown' },
        confidence: 0.9,
      },
    ]);
  });
});
