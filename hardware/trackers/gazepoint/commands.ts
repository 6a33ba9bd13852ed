/** What the server is asked for, in the order that a working client uses (reference/gaze.md §5.2). */
const STREAMS = [
  'ENABLE_SEND_COUNTER',
  'ENABLE_SEND_TIME',
  'ENABLE_SEND_TIME_TICK',
  'ENABLE_SEND_POG_FIX',
  'ENABLE_SEND_POG_BEST',
  'ENABLE_SEND_POG_LEFT',
  'ENABLE_SEND_POG_RIGHT',
  'ENABLE_SEND_PUPIL_LEFT',
  'ENABLE_SEND_PUPIL_RIGHT',
  'ENABLE_SEND_EYE_LEFT',
  'ENABLE_SEND_EYE_RIGHT',
  'ENABLE_SEND_BLINK',
  'ENABLE_SEND_POG_AAC',
  'ENABLE_SEND_DATA',
] as const;

/** Without these there is no gaze to read. */
export const REQUIRED_STREAMS: ReadonlySet<string> = new Set(['ENABLE_SEND_POG_BEST', 'ENABLE_SEND_DATA']);
export const ASSISTIVE_STREAM = 'ENABLE_SEND_POG_AAC';

type Attributes = Readonly<Record<string, string | number>>;

const element = (name: 'SET' | 'GET', id: string, attributes: Attributes = {}): string => {
  const rest = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name} ID="${id}"${rest.join('')} />\r\n`;
};

export const setCommand = (id: string, attributes?: Attributes): string => element('SET', id, attributes);
export const getCommand = (id: string): string => element('GET', id);

/** What is sent again to a server that answers and sends nothing. */
export const STREAM_COMMANDS: readonly string[] = STREAMS.map((id) => setCommand(id, { STATE: 1 }));

/** Everything that is sent on a fresh connection. The calibration of before is asked for: its error is only worth its age. */
export const INIT_COMMANDS: readonly string[] = [
  ...STREAM_COMMANDS,
  getCommand('TIME_TICK_FREQUENCY'),
  getCommand('SCREEN_SIZE'),
];
