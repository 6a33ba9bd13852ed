/** One way in which the firmware refuses, or a fault that it latches: its number on the wire, a stable id, and words. */
interface Entry {
  readonly number: number;
  readonly id: string;
  /** For the caregiver. */
  readonly sentence: string;
  readonly advice: string;
}

const ASK_ENGINEER = 'If it happens again, note the time and tell the engineer.';
const CHECK_CABLE =
  'Check the cable between the controller and the brace; keep it away from motors and power supplies.';

/** Why the firmware refused a frame (hardware/link/FRAMES.md, Refusal rules). */
export const REFUSAL_RULES = [
  { number: 1, id: 'length', sentence: 'A command reached the brace incomplete.', advice: CHECK_CABLE },
  { number: 2, id: 'crc', sentence: 'A command reached the brace damaged.', advice: CHECK_CABLE },
  {
    number: 3,
    id: 'sequence',
    sentence: 'A command reached the brace late or twice and was ignored.',
    advice: ASK_ENGINEER,
  },
  {
    number: 4,
    id: 'notPowered',
    sentence: 'The brace was told to move while its servos are off.',
    advice: 'Support the head, then start the brace again from the setup page.',
  },
  {
    number: 5,
    id: 'latched',
    sentence: 'The brace is holding because of a fault and does not move until someone has looked at it.',
    advice: 'Read the fault shown, put right its cause, then acknowledge it.',
  },
  {
    number: 6,
    id: 'movingStart',
    sentence: 'A movement would have begun with a jump.',
    advice: ASK_ENGINEER,
  },
  {
    number: 7,
    id: 'still',
    sentence: 'The brace was told to stand still in another position than the one it holds.',
    advice: ASK_ENGINEER,
  },
  {
    number: 8,
    id: 'range',
    sentence: 'A servo was told to leave its permitted range.',
    advice: 'Check the limits in the profile, and that the brace is calibrated.',
  },
  {
    number: 9,
    id: 'halfSpace',
    sentence: 'The head was to be turned and tipped further than is permitted together.',
    advice: 'Check the limits in the profile, and that the brace is calibrated.',
  },
  {
    number: 10,
    id: 'slewFrame',
    sentence: 'A movement would have been too fast.',
    advice: 'Check the speeds in the profile.',
  },
  {
    number: 11,
    id: 'slewWindow',
    sentence: 'A movement would have been too fast over a quarter of a second.',
    advice: 'Check the speeds in the profile.',
  },
  {
    number: 12,
    id: 'lease',
    sentence: 'A command asked the brace to trust it for too long.',
    advice: ASK_ENGINEER,
  },
  {
    number: 13,
    id: 'nonce',
    sentence: 'The brace has restarted since the controller last looked.',
    advice: 'Support the head and start the session again.',
  },
  {
    number: 14,
    id: 'noLimits',
    sentence: 'The brace does not know this person’s limits yet.',
    advice: 'Load the profile before the servos are switched on.',
  },
  {
    number: 15,
    id: 'headNotHeld',
    sentence: 'The brace wants someone to hold the head and press the head-held switch.',
    advice: 'Support the head, press the switch, and try again.',
  },
  {
    number: 16,
    id: 'farFromPot',
    sentence: 'A servo would have started away from where the brace is now.',
    advice: 'Support the head, let the brace come to rest, and try again.',
  },
  {
    number: 17,
    id: 'potImplausible',
    sentence: 'A position sensor of the brace gives a reading that cannot be right.',
    advice: 'Do not use the brace; have its sensor and wiring checked.',
  },
  {
    number: 18,
    id: 'notInHold',
    sentence: 'Limits can only be changed while the brace stands still.',
    advice: 'Wait until the brace stands still and try again.',
  },
  {
    number: 19,
    id: 'beyondCompiled',
    sentence: 'The profile asks for more than this brace ever permits.',
    advice: 'Narrow the limits or speeds in the profile.',
  },
  {
    number: 20,
    id: 'stopPressed',
    sentence: 'The stop button is pressed, or its cable is unplugged.',
    advice: 'Release the stop button and check its plug.',
  },
  {
    number: 21,
    id: 'wrongFault',
    sentence: 'Another fault than the one acknowledged is holding the brace.',
    advice: 'Read the fault shown now and acknowledge that one.',
  },
  {
    number: 22,
    id: 'alreadyAttached',
    sentence: 'The servos are already on.',
    advice: 'Nothing needs to be done.',
  },
  {
    number: 23,
    id: 'following',
    sentence: 'A servo was told to run further ahead of where the brace really is.',
    advice: 'Check that nothing holds the brace or the head, and that its position sensors sit firmly.',
  },
] as const satisfies readonly Entry[];

/** Faults that the firmware latches (hardware/link/FRAMES.md, Faults). */
export const FIRMWARE_FAULTS = [
  {
    number: 1,
    id: 'silence',
    sentence: 'The brace no longer heard the controller and is holding the head.',
    advice: 'Support the head if in doubt; wait until the controller is back, then acknowledge.',
  },
  {
    number: 2,
    id: 'stopInput',
    sentence: 'The stop button was pressed, or its cable is unplugged. The brace is holding the head.',
    advice: 'Release the stop button, check its plug, then acknowledge.',
  },
  {
    number: 3,
    id: 'refusedThrice',
    sentence: 'The brace refused three commands in a row and is holding the head.',
    advice: 'Read the reason shown beside it; acknowledge once it is understood.',
  },
  {
    number: 4,
    id: 'watchdogReset',
    sentence: 'The brace’s own computer stopped and restarted itself.',
    advice: 'Support the head and end the session; have the brace checked before it is used again.',
  },
  {
    number: 5,
    id: 'brownOutReset',
    sentence: 'The brace’s supply voltage dropped and its computer restarted.',
    advice: 'Support the head and check the power supply and its plugs.',
  },
  {
    number: 6,
    id: 'externalReset',
    sentence: 'The brace’s computer was reset from outside.',
    advice: 'Support the head; check that nobody pressed reset and that the cable sits firmly.',
  },
  {
    number: 7,
    id: 'releaseEnded',
    sentence: 'The head was let go while the brace was released; the brace holds again where it was.',
    advice: 'Support the head, see that the person is well, then acknowledge.',
  },
  {
    number: 8,
    id: 'potFault',
    sentence: 'A position sensor of the brace gives a reading that cannot be right.',
    advice: 'Support the head and end the session; have the brace checked before it is used again.',
  },
  {
    number: 9,
    id: 'potJumped',
    sentence: 'A position sensor of the brace jumped further than its servo can turn.',
    advice: 'Support the head and end the session; have the sensor checked before the brace is used again.',
  },
  {
    number: 10,
    id: 'servoStuck',
    sentence: 'A servo of the brace did not turn although it was told to, or its position sensor is stuck.',
    advice: 'Support the head; see that nothing holds it, the tubes or the brace, then acknowledge.',
  },
] as const satisfies readonly Entry[];

export type RefusalRule = (typeof REFUSAL_RULES)[number];
export type RefusalRuleId = RefusalRule['id'];
export type FirmwareFault = (typeof FIRMWARE_FAULTS)[number];
export type FirmwareFaultId = FirmwareFault['id'];

/** The rule with this number on the wire; undefined for 0 and for numbers that this release does not know. */
export function refusalRuleByNumber(number: number): RefusalRule | undefined {
  return REFUSAL_RULES.find((rule) => rule.number === number);
}

/** The fault with this number on the wire; undefined for 0 and for numbers that this release does not know. */
export function firmwareFaultByNumber(number: number): FirmwareFault | undefined {
  return FIRMWARE_FAULTS.find((fault) => fault.number === number);
}

const RULES_BY_ID = new Map<RefusalRuleId, RefusalRule>(REFUSAL_RULES.map((rule) => [rule.id, rule]));
const FAULTS_BY_ID = new Map<FirmwareFaultId, FirmwareFault>(
  FIRMWARE_FAULTS.map((fault) => [fault.id, fault]),
);

/** Number, sentence and advice of a rule. */
export function refusalRule(id: RefusalRuleId): RefusalRule {
  const rule = RULES_BY_ID.get(id);
  if (rule === undefined) throw new RangeError(`no refusal rule ${id}`);
  return rule;
}

/** Number, sentence and advice of a fault. */
export function firmwareFault(id: FirmwareFaultId): FirmwareFault {
  const fault = FAULTS_BY_ID.get(id);
  if (fault === undefined) throw new RangeError(`no firmware fault ${id}`);
  return fault;
}
