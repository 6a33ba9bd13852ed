import { encode } from '@msgpack/msgpack';
import { readAnswer, readingOf } from '../../hardware/trackers/eyeTribe/messages.ts';
import { createObjectReader } from '../../hardware/trackers/eyeTribe/objects.ts';
import { createGazepointReader } from '../../hardware/trackers/gazepoint/reader.ts';
import { readRecord } from '../../hardware/trackers/gazepoint/record.ts';
import { readPlain } from '../../hardware/trackers/plain/plainText.ts';
import { loadPupilPackages } from '../../hardware/trackers/pupilCore/packages.ts';
import { readSurface } from '../../hardware/trackers/pupilCore/surface.ts';
import { row, spread } from './statistics.ts';

const WARM_UP = 5000;
const MESSAGES = 20_000;

const RECORD =
  '<REC CNT="34" TIME="12.3456" TIME_TICK="123456000" FPOGX="0.47" FPOGY="0.43" FPOGS="12.1" FPOGD="0.24" FPOGID="7" FPOGV="1" LPOGX="0.47" LPOGY="0.43" LPOGV="1" RPOGX="0.47" RPOGY="0.43" RPOGV="1" BPOGX="0.47175" BPOGY="0.43360" BPOGV="1" LPCX="0.42" LPCY="0.51" LPD="21.3" LPS="1.01" LPV="1" RPCX="0.58" RPCY="0.50" RPD="21.1" RPS="1.01" RPV="1" LEYEX="-0.031" LEYEY="0.01" LEYEZ="0.62" LPUPILD="0.0041" LPUPILV="1" REYEX="0.032" REYEY="0.01" REYEZ="0.62" RPUPILD="0.0041" RPUPILV="1" BKID="0" BKDUR="0.0" BKPMIN="12" APOGX="0.47" APOGY="0.43" APOGV="1" USER="" />\r\n';
const EYE = {
  raw: { x: 912.4, y: 466.1 },
  avg: { x: 911, y: 465 },
  psize: 21.5,
  pcenter: { x: 0.5, y: 0.5 },
};
const FRAME = {
  category: 'tracker',
  request: 'get',
  statuscode: 200,
  values: {
    frame: {
      timestamp: '2014-04-15 15:28:46.628',
      time: 5,
      fix: false,
      state: 7,
      ...EYE,
      lefteye: EYE,
      righteye: EYE,
    },
  },
};
const STANDING = { isCalibrated: true, widthPx: 1920, heightPx: 1080, trackerState: 0 };
const SURFACE = {
  topic: 'surfaces.screen',
  name: 'screen',
  surf_to_img_trans: [],
  img_to_surf_trans: [],
  gaze_on_surfaces: [1, 2, 3, 4].map((timestamp) => ({
    topic: 'gaze.3d.01._on_surface',
    norm_pos: [0.4, 0.6],
    confidence: 0.97,
    on_surf: true,
    base_data: ['gaze.3d.01.', timestamp],
    timestamp,
  })),
  fixations_on_surfaces: [],
  timestamp: 4,
};

/** What one message costs by itself, from bytes to reading: sockets and the rest of the machine left out. */
export async function benchParsers(): Promise<void> {
  const gazepoint = createGazepointReader();
  const record = Buffer.from(RECORD, 'latin1');
  time('Gazepoint, 45 fields', () => {
    for (const message of gazepoint.push(record)) readRecord(message, 'best');
  });
  const eyeTribe = createObjectReader();
  const frame = Buffer.from(`${JSON.stringify(FRAME)}\n`);
  time('EyeTribe', () => {
    for (const value of eyeTribe.push(frame)) {
      const read = readAnswer(value)?.values?.frame;
      if (read) readingOf(read, STANDING);
    }
  });
  const decode = (await loadPupilPackages())?.decode;
  const surface = encode(SURFACE);
  if (decode) time('Pupil Core, 4 samples a message', () => readSurface(decode(surface)));
  time('UDP, OptiKey’s form', () => readPlain('STREAM_DATA 123456 912.441 466.125'));
  time('UDP, JSON', () => readPlain('{"t":123456.25,"x":0.4752,"y":0.4316,"valid":true,"conf":0.9}'));
}

function time(name: string, parse: () => unknown): void {
  for (let n = 0; n < WARM_UP; n += 1) parse();
  const tookUs = Array.from({ length: MESSAGES }, () => {
    const began = performance.now();
    parse();
    return (performance.now() - began) * 1000;
  });
  row(name, spread(tookUs, 'µs'));
}
