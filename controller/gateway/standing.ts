import type { ProfileStanding } from '../../protocol/channel.ts';
import type { Profile } from '../../protocol/profile.ts';
import { judgeApproval } from '../store/approval.ts';
import { readApproval, readPublicKey } from '../store/approvalFiles.ts';
import type { CalendarDay } from '../store/calendarDay.ts';
import type { ProfileStore, SavedProfile } from '../store/profileStore.ts';

/** An approval that ran out at midnight, or was given just now, is known at most this much later. */
export const JUDGE_EVERY_MS = 60_000;

export type StandingProfile = SavedProfile & { readonly standing: ProfileStanding };

export interface StandingOptions {
  readonly store: ProfileStore;
  readonly isSimulated: boolean;
  readonly today: () => CalendarDay;
  readonly everyMs: number;
  /** The standing of the same settings is another than it was. */
  readonly onChange: (changed: StandingProfile) => void;
  /** One line for the person who runs Poise. */
  readonly log: (line: string) => void;
}

/** Knows whether the saved profile may be used with a person, and judges it again and again. */
export interface StandingWatch {
  /** A saved profile with what is known of it; nothing is known of one that was not judged yet. */
  of(saved: SavedProfile): StandingProfile;
  /** Judges the profile that is saved now, by what is on disk now. Never rejects. */
  judge(): Promise<void>;
  close(): void;
}

/** Whether settings made for this wearer belong on this brace. */
export function fitsBrace(wearer: Profile['wearer'], isSimulated: boolean): boolean {
  switch (wearer) {
    case 'bench':
      return true;
    case 'simulated':
      return isSimulated;
    case 'patient':
      return !isSimulated;
  }
}

/** Judges the saved profile once before it resolves, then every `everyMs`. */
export async function watchStanding(options: StandingOptions): Promise<StandingWatch> {
  const { store, isSimulated, onChange, log } = options;
  let judged: StandingProfile | null = null;
  let lastNote: string | null = null;
  let lastJudgement: Promise<void> = Promise.resolve();

  const judgeOnce = async (): Promise<void> => {
    const saved = store.current();
    const [given, publicKey] = await Promise.all([
      readApproval(store.directory),
      readPublicKey(store.directory),
    ]);
    // Saved meanwhile: whoever saved asks for a judgement of their own, which waits behind this one.
    if (store.current().hash !== saved.hash) return;
    const verdict = judgeApproval(given, publicKey, saved.hash, options.today());
    const standing: ProfileStanding = {
      isApproved: verdict.isApproved,
      isExpired: verdict.isExpired,
      fitsBrace: fitsBrace(saved.profile.wearer, isSimulated),
    };
    const before = judged;
    judged = { ...saved, standing };
    // Whom nobody wears it for needs no approval; one that is there and wrong is worth a word all the same.
    const note = saved.profile.wearer === 'patient' || given.kind !== 'absent' ? verdict.note : null;
    if (note !== null && note !== lastNote) log(note);
    lastNote = note;
    if (before?.hash === saved.hash && !isSame(before.standing, standing)) onChange(judged);
  };

  const judge = (): Promise<void> => {
    lastJudgement = lastJudgement.then(judgeOnce).catch((error: unknown) => {
      log(`Whether the settings are approved is not known: ${String(error)}`);
      if (!judged) return;
      judged = unknownOf(judged);
      onChange(judged);
    });
    return lastJudgement;
  };

  const unknownOf = ({ profile, hash }: SavedProfile): StandingProfile => ({
    profile,
    hash,
    standing: { isApproved: null, isExpired: null, fitsBrace: fitsBrace(profile.wearer, isSimulated) },
  });

  await judge();
  const timer = setInterval(() => void judge(), options.everyMs);
  return {
    of: (saved) => (judged?.hash === saved.hash ? judged : unknownOf(saved)),
    judge,
    close: () => clearInterval(timer),
  };
}

function isSame(a: ProfileStanding, b: ProfileStanding): boolean {
  return a.isApproved === b.isApproved && a.isExpired === b.isExpired && a.fitsBrace === b.fitsBrace;
}
