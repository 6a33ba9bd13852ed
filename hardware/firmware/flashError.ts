/** Why a chip was not flashed. */
export type FlashErrorId = keyof typeof WORDS;

const WORDS = {
  usage: {
    sentence: 'Nothing was done: this command line does not say everything.',
    advice: 'See the usage below.',
  },
  unconfirmed: {
    sentence: 'Nothing was done: writing fuses was not confirmed.',
    advice:
      'Fuses decide how the chip starts. Read hardware/firmware/RULES.md, then confirm them with --confirm.',
  },
  firmwareMissing: {
    sentence: 'Nothing was done: the firmware file is missing.',
    advice: 'Get hardware/firmware/interlock.hex back with git, or build it with npm run firmware.',
  },
  avrdudeMissing: {
    sentence: 'Nothing was done: avrdude is not installed.',
    advice: 'On Debian or a Raspberry Pi: apt-get install --no-install-recommends avrdude',
  },
  portMissing: {
    sentence: 'Nothing was done: there is nothing at this port.',
    advice:
      'Plug the programmer in and look for its name in /dev/serial/by-id; for one without a serial port say --port usb.',
  },
  portDenied: {
    sentence: 'Nothing was done: this user may not use the port.',
    advice:
      'Add the user to the group that owns it (dialout or plugdev), log in again, and repeat the command.',
  },
  portBusy: {
    sentence: 'Nothing was done: another program is using the port.',
    advice: 'End that program, then repeat the command.',
  },
  poiseRuns: {
    sentence:
      'Nothing was done: Poise is running on a brace, and flashing would drop the head that it carries.',
    advice: 'Take the head out of the brace, end Poise, then repeat the command.',
  },
  holderUnknown: {
    sentence: 'Nothing was done: on this system it cannot be known whether Poise is using a brace.',
    advice: 'Flash from a Linux computer, such as the Raspberry Pi of the brace.',
  },
  unknownProgrammer: {
    sentence: 'Nothing was done: avrdude does not know this programmer.',
    advice: 'avrdude -c ? lists those that it knows; usual ones are usbasp, usbtiny and stk500v1.',
  },
  programmerSilent: {
    sentence: 'Nothing was done: the programmer does not answer.',
    advice:
      'Check its cable and its name. For a bench board, try --baud 57600: older bootloaders are slower.',
  },
  chipSilent: {
    sentence: 'Nothing was done: the programmer works, but the chip does not answer it.',
    advice:
      'Check the six wires between programmer and board and the power of the board; a new chip may need --bitclock 10.',
  },
  wrongChip: {
    sentence: 'Nothing was done: this is not an ATmega328P.',
    advice: 'Use the board that was delivered with the brace. Never force another chip.',
  },
  wrongFuses: {
    sentence: 'Nothing was done: the fuses of this chip are not those of a brace.',
    advice: 'For a chip that has never been in a brace, repeat the command with --fuses.',
  },
  verifyFailed: {
    sentence: 'What is on the chip is not what was written.',
    advice: 'The chip must not be used. Check the wires and the power of the board, then repeat the command.',
  },
  failed: {
    sentence: 'Flashing ended early; the chip may hold a part of the program.',
    advice: 'The chip must not be used before the command has succeeded. What avrdude said stands above.',
  },
} as const satisfies Readonly<Record<string, { readonly sentence: string; readonly advice: string }>>;

/** Ends a flash. `detail` is for whoever looks closer; what avrdude said, if it said something. */
export class FlashError extends Error {
  readonly id: FlashErrorId;
  readonly sentence: string;
  readonly advice: string;
  readonly detail: string;

  constructor(id: FlashErrorId, detail: string) {
    super(`${id}: ${detail}`);
    this.name = 'FlashError';
    this.id = id;
    this.sentence = WORDS[id].sentence;
    this.advice = WORDS[id].advice;
    this.detail = detail;
  }
}
