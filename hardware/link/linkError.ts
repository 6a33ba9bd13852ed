/** What went wrong while a frame was built or read. */
export type LinkErrorId =
  /** A value that its field cannot carry: not a number, not whole, or out of range. */
  | 'fieldInvalid'
  /** The bytes are not enclosed by the start and end marks of one frame. */
  | 'notFramed'
  /** A frame, but not the one that was asked for. */
  | 'unexpectedId'
  | 'length'
  /** A byte above 0x7F between the marks. */
  | 'notSeptets'
  | 'crc'
  /** The checksum holds, but a field carries a code that this controller does not know. */
  | 'unknownCode';

const ADVICE: Record<LinkErrorId, { sentence: string; advice: string }> = {
  fieldInvalid: {
    sentence: 'The controller was about to send the brace a number that makes no sense, and did not send it.',
    advice: 'Note what was happening and tell the engineer; the brace keeps holding the head.',
  },
  notFramed: {
    sentence: 'The brace sent something that is not a message.',
    advice: 'Check the cable between the controller and the brace.',
  },
  unexpectedId: {
    sentence: 'The brace sent a different message than the one expected.',
    advice: 'Check that controller and brace firmware belong to the same release.',
  },
  length: {
    sentence: 'The brace sent a message that is too short or too long.',
    advice: 'Check the cable, and that controller and brace firmware belong to the same release.',
  },
  notSeptets: {
    sentence: 'A message from the brace was damaged on the way.',
    advice: 'Check the cable and keep it away from motors and power supplies.',
  },
  crc: {
    sentence: 'A message from the brace was damaged on the way.',
    advice: 'Check the cable and keep it away from motors and power supplies.',
  },
  unknownCode: {
    sentence: 'The brace reported something that this controller does not know.',
    advice: 'Install controller and brace firmware of the same release.',
  },
};

/** Thrown by encoders before anything is produced; returned, never thrown, by decoders. */
export class LinkError extends Error {
  readonly id: LinkErrorId;
  /** For the caregiver. */
  readonly sentence: string;
  readonly advice: string;

  /** `detail` is for the engineer's log: field, value, expected range. */
  constructor(id: LinkErrorId, detail: string) {
    super(`${id}: ${detail}`);
    this.name = 'LinkError';
    this.id = id;
    this.sentence = ADVICE[id].sentence;
    this.advice = ADVICE[id].advice;
  }
}
