/** Why a brace could not be opened. */
export type BoardErrorId =
  /** The port's name is of no known form. */
  | 'unknownPort'
  | 'portMissing'
  | 'portDenied'
  | 'portBusy'
  /** The system refused for another reason. */
  | 'portFailed'
  /** The line is open and stays silent. */
  | 'noAnswer'
  /** Bytes arrive, none of them Firmata: another device, or another baud rate. */
  | 'unreadable'
  /** Firmata without the interlock: a bench board, never to be used with a person. */
  | 'benchOnly'
  /** Opened as a bench board, and it has the interlock: it is driven as a brace or not at all. */
  | 'notBench'
  /** Our firmware on a chip without the pins that the brace needs. */
  | 'wrongPins'
  /** The line closed while it was being opened. */
  | 'lostWhileOpening';

const WORDS: Record<BoardErrorId, { sentence: string; advice: string }> = {
  unknownPort: {
    sentence: 'The controller does not know where the brace is connected.',
    advice: 'Set the brace’s port to a device such as /dev/ttyUSB0, or to unix:PATH for a simulated brace.',
  },
  portMissing: {
    sentence: 'The brace is not connected.',
    advice: 'Plug in the cable between the controller and the brace, and see that the brace has power.',
  },
  portDenied: {
    sentence: 'The controller is not allowed to use the brace’s port.',
    advice:
      'Run the installer again, or add the controller’s user to the group that owns serial ports (dialout).',
  },
  portBusy: {
    sentence: 'Another program is using the brace’s port.',
    advice: 'Close the other program, or restart the controller.',
  },
  portFailed: {
    sentence: 'The brace’s port could not be opened.',
    advice: 'Unplug the cable, plug it in again, and restart the controller.',
  },
  noAnswer: {
    sentence: 'The brace does not answer.',
    advice:
      'See that the brace has power and that the right device is plugged in; then restart the controller.',
  },
  unreadable: {
    sentence: 'Something answers on the brace’s port, but not in the brace’s language.',
    advice:
      'See that the right device is plugged in and that its firmware is the one delivered with this release.',
  },
  benchOnly: {
    sentence: 'This board has no safety firmware. It must not be used with a person.',
    advice: 'Put the firmware delivered with this release on the board, or use it on a bench only.',
  },
  notBench: {
    sentence: 'This board has the safety firmware; it is no bench board.',
    advice: 'Start Poise without --bench.',
  },
  wrongPins: {
    sentence: 'The brace’s board lacks connections that the brace needs.',
    advice: 'Use the board that was delivered with the brace (Nano class, eight analog inputs).',
  },
  lostWhileOpening: {
    sentence: 'The brace was disconnected while the controller was starting.',
    advice: 'Check the cable and the brace’s power supply; then restart the controller.',
  },
};

/** Rejects `openBrace`. `message` is for the log, `sentence` and `advice` for the caregiver. */
export class BoardError extends Error {
  readonly id: BoardErrorId;
  readonly sentence: string;
  readonly advice: string;

  constructor(id: BoardErrorId, detail: string, options?: ErrorOptions) {
    super(`${id}: ${detail}`, options);
    this.name = 'BoardError';
    this.id = id;
    this.sentence = WORDS[id].sentence;
    this.advice = WORDS[id].advice;
  }
}

/** What the system's refusal to open a port means; serialport passes its words on, not its codes. */
export function boardErrorFromOpen(error: Error): BoardError {
  if (error instanceof BoardError) return error;
  const text = `${'code' in error ? String(error.code) : ''} ${error.message}`;
  if (/ENOENT|No such file|ECONNREFUSED|ENXIO|ENODEV/i.test(text)) {
    return new BoardError('portMissing', error.message, { cause: error });
  }
  if (/EACCES|EPERM|Permission denied/i.test(text)) {
    return new BoardError('portDenied', error.message, { cause: error });
  }
  if (/EBUSY|Cannot lock|temporarily unavailable|in use/i.test(text)) {
    return new BoardError('portBusy', error.message, { cause: error });
  }
  return new BoardError('portFailed', error.message, { cause: error });
}
