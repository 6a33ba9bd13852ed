import { type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { type CalendarDay, calendarDay, daysBetween } from './calendarDay.ts';
import { canonicalJson } from './canonicalJson.ts';

/** A person with ALS is to be looked at again every 4 to 8 weeks (reference/domain.md §4.2 'Also': disease progression). */
export const RECOMMENDED_DAYS = 56;
/** Half as long again: a holiday of the clinician does not leave the person without their brace; longer is another person. */
export const MAX_DAYS = 84;

/** What a clinician signs: who, when, until the end of which day, and exactly which settings. */
export const approvedWords = z.strictObject({
  by: z
    .string()
    .regex(/^[^\p{Cc}]{1,80}$/u)
    .refine((name) => name.trim() !== ''),
  on: calendarDay,
  until: calendarDay,
  /** SHA-256 of the profile's canonical JSON, in hexadecimal. */
  profileHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovedWords = z.infer<typeof approvedWords>;

/** An approval as it is kept: the words, and the Ed25519 signature over their canonical JSON in base64. */
export const approval = z.strictObject({ ...approvedWords.shape, signature: z.base64().min(1).max(200) });
export type Approval = z.infer<typeof approval>;

/** Something that was looked for on disk. `unusable`: it is there, but `detail` (a sentence's end) keeps it from being read. */
export type Found<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly detail: string };

/** What is known of an approval; null is unknown. `note` is a sentence for the log, null where there is nothing to say. */
export interface ApprovalVerdict {
  readonly isApproved: boolean | null;
  readonly isExpired: boolean | null;
  readonly note: string | null;
}

/** Whether a key is of the one kind that approvals are made with. */
export function isApprovalKey(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ed25519';
}

/** @throws {z.ZodError} where a word is not as it has to be */
export function signApproval(words: ApprovedWords, privateKey: KeyObject): Approval {
  const checked = approvedWords.parse(words);
  return { ...checked, signature: sign(null, signedText(checked), privateKey).toString('base64') };
}

/**
 * Whether the settings with this hash are approved on this day. Nothing that the file says is believed before its signature
 * is right; a clock that reads a day before the approval was given knows nothing of its end (a Pi without a clock battery).
 */
export function judgeApproval(
  given: Found<Approval>,
  publicKey: Found<KeyObject>,
  profileHash: string,
  today: CalendarDay,
): ApprovalVerdict {
  if (given.kind === 'absent')
    return { isApproved: false, isExpired: false, note: 'Nobody has approved these settings.' };
  if (given.kind === 'unusable')
    return unknown(`The approval of these settings cannot be used: ${given.detail}`);
  if (publicKey.kind === 'absent')
    return unknown('The approval cannot be checked: the key of the clinician (approval-key.pem) is missing.');
  if (publicKey.kind === 'unusable')
    return unknown(
      `The approval cannot be checked: the key of the clinician cannot be used: ${publicKey.detail}`,
    );

  const { signature, ...words } = given.value;
  const isGenuine = verify(null, signedText(words), publicKey.value, Buffer.from(signature, 'base64'));
  if (!isGenuine)
    return {
      isApproved: false,
      isExpired: null,
      note: 'The approval was not signed with the key of the clinician, or was changed afterwards.',
    };

  const { by, on, until } = words;
  const days = daysBetween(on, until);
  const isExpired = today < on ? null : today > until;
  if (days < 0 || days > MAX_DAYS)
    return {
      isApproved: false,
      isExpired,
      note: `The approval is for ${days} days; at most ${MAX_DAYS} are valid.`,
    };
  if (words.profileHash !== profileHash)
    return {
      isApproved: false,
      isExpired,
      note: `The settings are not the ones that ${by} approved on ${on}: they have been changed since.`,
    };
  return { isApproved: true, isExpired, note: noteOfDates(words, today, isExpired) };
}

function noteOfDates({ by, on, until }: ApprovedWords, today: CalendarDay, isExpired: boolean | null) {
  switch (isExpired) {
    case null:
      return `The clock reads ${today}, before the approval of ${on}: whether the approval has run out is not known.`;
    case true:
      return `The approval by ${by} ran out at the end of ${until}.`;
    case false:
      return `The settings are approved by ${by} until ${until}.`;
  }
}

const unknown = (note: string): ApprovalVerdict => ({ isApproved: null, isExpired: null, note });

const signedText = ({ by, on, until, profileHash }: ApprovedWords): Buffer =>
  Buffer.from(canonicalJson({ by, on, until, profileHash }));
