/**
 * How a person chooses without eyes. `oneSwitch`: the highlight walks by itself and a press takes what it is on. `tapOrHold`: a
 * tap moves it on, a longer hold takes. `twoSwitches`: one moves it on, the other takes (reference/gaze.md §8.2).
 */
export type ScanMethod = 'oneSwitch' | 'tapOrHold' | 'twoSwitches';

export interface ScanSettings {
  readonly method: ScanMethod;
  /** How long the highlight of `oneSwitch` rests on one control; on the first of a round twice as long. */
  readonly stepMs: number;
  /** After so many rounds without a choice the highlight goes out. */
  readonly rounds: number;
  /** From this on a press of `tapOrHold` is a hold. */
  readonly holdMs: number;
  /** A press that follows a release sooner is a contact that bounces or a tremor, and none. */
  readonly debounceMs: number;
  /** After a choice nothing else is chosen for this long. */
  readonly afterChoiceMs: number;
}

/** reference/gaze.md §3 and §8.2; 100 ms of debounce: D. */
export const DEFAULT_SCAN_SETTINGS: Omit<ScanSettings, 'method'> = {
  stepMs: 1500,
  rounds: 3,
  holdMs: 400,
  debounceMs: 100,
  afterChoiceMs: 600,
};

/** Nobody answers to what appeared less than this ago: quicker than any simple reaction to something seen. */
export const REACTION_MS = 150;
const FIRST_FACTOR = 2;

export type Switch = 'first' | 'second';

/** Times come from one monotonic clock. */
export type ScanInput =
  | { readonly type: 'tick'; readonly tMs: number }
  | { readonly type: 'pressed'; readonly tMs: number; readonly which: Switch }
  | { readonly type: 'released'; readonly tMs: number; readonly which: Switch }
  | { readonly type: 'interrupted'; readonly tMs: number };

export type ScanEffect =
  | { readonly type: 'chosen'; readonly targetId: string }
  /** Any press while the head moves. */
  | { readonly type: 'stop' };

/** What can be chosen now, in the order of the walk. Another meaning, order or number needs another `version`. */
export interface ScanScene {
  readonly version: number;
  readonly targetIds: readonly string[];
  readonly isMoving: boolean;
}

export interface ScanState {
  readonly version: number | undefined;
  /** Undefined while nothing is highlighted. */
  readonly highlight:
    | { readonly index: number; readonly sinceMs: number; readonly round: number }
    | undefined;
  /** The switch that is down, and whether that press has had its effect. */
  readonly press: { readonly which: Switch; readonly sinceMs: number; readonly isSpent: boolean } | undefined;
  readonly releasedMs: number;
  readonly blockedUntilMs: number;
}

export const NO_SCAN: ScanState = {
  version: undefined,
  highlight: undefined,
  press: undefined,
  releasedMs: Number.NEGATIVE_INFINITY,
  blockedUntilMs: Number.NEGATIVE_INFINITY,
};

export interface ScanStep {
  readonly state: ScanState;
  readonly effects: readonly ScanEffect[];
}

const quiet = (state: ScanState): ScanStep => ({ state, effects: [] });

/** The control that is highlighted, if any. */
export function highlighted(state: ScanState, { version, targetIds }: ScanScene): string | undefined {
  return state.version === version && state.highlight ? targetIds[state.highlight.index] : undefined;
}

/**
 * Switch scanning: one or two switches walk a highlight over the controls and take one. The first press of a rest only lights the
 * highlight, what changed under it is never taken, and any press while the head moves is STOP and nothing else.
 */
export function scan(
  before: ScanState,
  input: ScanInput,
  scene: ScanScene,
  settings: ScanSettings,
): ScanStep {
  if (!Number.isFinite(input.tMs)) return quiet({ ...before, highlight: undefined });
  // What the person had in view is gone: the highlight goes out, and a press that is still down belongs to the past.
  const state =
    before.version === scene.version
      ? before
      : { ...before, version: scene.version, highlight: undefined, press: spent(before.press) };
  switch (input.type) {
    case 'tick':
      return walk(state, input.tMs, scene, settings);
    case 'pressed':
      return press(state, input, scene, settings);
    case 'released':
      return release(state, input, scene, settings);
    case 'interrupted':
      return quiet({ ...state, highlight: undefined, press: undefined, releasedMs: input.tMs });
  }
}

const spent = (press: ScanState['press']): ScanState['press'] => press && { ...press, isSpent: true };

function press(
  state: ScanState,
  { tMs, which }: Extract<ScanInput, { type: 'pressed' }>,
  scene: ScanScene,
  settings: ScanSettings,
): ScanStep {
  const down = { which, sinceMs: tMs, isSpent: true };
  // Never debounced, never delayed.
  if (scene.isMoving) {
    return { state: { ...state, highlight: undefined, press: down }, effects: [{ type: 'stop' }] };
  }
  if (state.press || tMs - state.releasedMs < settings.debounceMs) return quiet({ ...state, press: down });
  if (tMs < state.blockedUntilMs || scene.targetIds.length === 0) return quiet({ ...state, press: down });
  if (!state.highlight) return quiet({ ...light(state, 0, tMs, 0), press: down });
  switch (settings.method) {
    case 'oneSwitch':
      return take({ ...state, press: down }, meantIndex(state.highlight, tMs, scene), tMs, scene, settings);
    case 'twoSwitches':
      return which === 'second'
        ? take({ ...state, press: down }, state.highlight.index, tMs, scene, settings)
        : quiet({ ...forward(state, tMs, scene, settings), press: down });
    case 'tapOrHold':
      return quiet({ ...state, press: { ...down, isSpent: false } });
  }
}

function release(
  state: ScanState,
  { tMs, which }: Extract<ScanInput, { type: 'released' }>,
  scene: ScanScene,
  settings: ScanSettings,
): ScanStep {
  if (state.press?.which !== which) return quiet(state);
  const { sinceMs, isSpent } = state.press;
  const released = { ...state, press: undefined, releasedMs: tMs };
  if (isSpent || !state.highlight || scene.isMoving) return quiet(released);
  // A hold whose time ended between two ticks is still a hold.
  return tMs - sinceMs >= settings.holdMs
    ? take(released, state.highlight.index, tMs, scene, settings)
    : quiet(forward(released, tMs, scene, settings));
}

/** Time alone: the highlight of `oneSwitch` walks, a hold of `tapOrHold` takes, and what nobody uses goes out. */
function walk(state: ScanState, tMs: number, scene: ScanScene, settings: ScanSettings): ScanStep {
  const { highlight, press: down } = state;
  if (!highlight) return quiet(state);
  if (scene.isMoving) return quiet({ ...state, highlight: undefined });
  if (settings.method === 'tapOrHold' && down && !down.isSpent) {
    return tMs - down.sinceMs >= settings.holdMs
      ? take({ ...state, press: spent(down) }, highlight.index, tMs, scene, settings)
      : quiet(state);
  }
  const isFirst = highlight.index === 0;
  const restMs = settings.stepMs * (isFirst ? FIRST_FACTOR : 1);
  const waitMs =
    settings.method === 'oneSwitch' ? restMs : settings.stepMs * scene.targetIds.length * settings.rounds;
  if (tMs - highlight.sinceMs < waitMs) return quiet(state);
  return quiet(
    settings.method === 'oneSwitch'
      ? forward(state, tMs, scene, settings)
      : { ...state, highlight: undefined },
  );
}

function light(state: ScanState, index: number, sinceMs: number, round: number): ScanState {
  return { ...state, highlight: { index, sinceMs, round } };
}

/** One control on; after the last round of `oneSwitch` nothing. */
function forward(state: ScanState, tMs: number, { targetIds }: ScanScene, settings: ScanSettings): ScanState {
  const { highlight } = state;
  if (!highlight) return state;
  const isLast = highlight.index + 1 >= targetIds.length;
  const round = highlight.round + (isLast ? 1 : 0);
  if (settings.method === 'oneSwitch' && round >= settings.rounds) return { ...state, highlight: undefined };
  return light(state, isLast ? 0 : highlight.index + 1, tMs, round);
}

/** What a press means that comes before anybody could have seen the highlight move: what it was on until then. */
function meantIndex(
  { index, sinceMs, round }: NonNullable<ScanState['highlight']>,
  tMs: number,
  { targetIds }: ScanScene,
): number {
  if (tMs - sinceMs >= REACTION_MS) return index;
  if (index > 0) return index - 1;
  return round > 0 ? targetIds.length - 1 : index;
}

function take(
  state: ScanState,
  index: number,
  tMs: number,
  { targetIds }: ScanScene,
  settings: ScanSettings,
): ScanStep {
  const targetId = targetIds[index];
  const rested = { ...state, highlight: undefined, blockedUntilMs: tMs + settings.afterChoiceMs };
  return targetId === undefined ? quiet(rested) : { state: rested, effects: [{ type: 'chosen', targetId }] };
}
