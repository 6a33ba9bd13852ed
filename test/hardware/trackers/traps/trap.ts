/** One thing that goes wrong in the field (reference/gaze.md §5), and what the tracker makes of it. */
export interface Trap {
  readonly tracker: 'Gazepoint' | 'Pupil Core' | 'EyeTribe' | 'UDP' | 'WebSocket';
  readonly trap: string;
  readonly behaviour: string;
  /** Makes it happen to a fake over a real socket; rejects where the behaviour is another. */
  prove(room: AsyncDisposableStack): Promise<void>;
}

/** The traps of one tracker. */
export const trapOf =
  (tracker: Trap['tracker']) =>
  (trap: string, behaviour: string, prove: Trap['prove']): Trap => ({ tracker, trap, behaviour, prove });

/** Proves it, and closes whatever it opened. */
export async function prove(trap: Trap): Promise<void> {
  await using room = new AsyncDisposableStack();
  await trap.prove(room);
}
