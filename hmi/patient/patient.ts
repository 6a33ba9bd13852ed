import { DEFAULT_DWELL_SETTINGS } from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { PagePoint } from '../../controller/gaze/dwell/liveness.ts';
import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import { actOf, findOffer } from '../../controller/gaze/dwell/screens.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Standing } from '../shared/clientView.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { createClutch } from './clutch.ts';
import { createCommands } from './commands.ts';
import { controlsOf, layoutFor, type ShownControl } from './controls.ts';
import { createEyes } from './eyes.ts';
import type { GazeSight } from './gazePointer.ts';
import { createHands } from './hands.ts';
import { type FrameDrawing, type Picture, screenOf } from './picture.ts';
import { DEFAULT_PREFERENCES, type PreferenceStore } from './preferences.ts';
import { type ChosenBy, isSetting, type SettingsKnown } from './settingScreens.ts';
import { keepSettings, type SettingsKeeper } from './settingsKeeper.ts';

/** Some trackers click by themselves at the end of their own dwell: the same choice must not count twice. */
const SAME_CHOICE_WITHIN_MS = 1000;
/** Nobody has seen and chosen what appeared less than this ago: it is the second half of a double click on what was there. */
const SEEN_AFTER_MS = 500;

export interface Patient {
  readonly settings: SettingsKeeper;
  picture(): Picture;
  subscribe(listener: () => void): () => void;
  /**
   * One frame of the display: what was shown last is now painted; see, decide, send, show. `coveredIds`: controls that something
   * else on the page lies over where the gaze is.
   */
  frame(nowMs: number, sight: GazeSight, layout: DwellLayout, coveredIds?: readonly string[]): FrameDrawing;
  /** A click, tap or key on a control. */
  choose(id: ShownControl['id'], nowMs: number): void;
  press(which: Switch, nowMs: number): void;
  release(which: Switch, nowMs: number): void;
  /** The dot that somebody is asked to look at for ten seconds is on the page. */
  checkPointer(dot: PagePoint, radiusPx: number): void;
  stop(): void;
  left(nowMs: number): void;
  interrupted(cause: 'hidden' | 'blurred' | 'disconnected', nowMs: number): void;
}

const KEEPS_NOTHING: PreferenceStore = { read: () => DEFAULT_PREFERENCES, write: () => undefined };

/** The patient's page without its pixels: a person's looks, clicks, keys and switches in, messages of the protocol out. */
export function createPatient(
  client: PageClient,
  now: () => number,
  store: PreferenceStore = KEEPS_NOTHING,
): Patient {
  const commands = createCommands(client, now);
  const settings = keepSettings(store);
  const clutch = createClutch({
    parameters: () => client.newest().settings?.profile.parameters,
    way: () => settings.now().preferences.way,
  });
  const eyes = createEyes({
    dwellSettings,
    session: commands.session,
    stop,
    endMove: commands.endMove,
    lookedAway(nowMs) {
      commands.endMove();
      clutch.lookedAway(nowMs);
    },
    keepsMoving: () => settings.now().preferences.keepsMoving && picture.screen === 'move',
    onChecked: settings.leaveCheck,
    take(id, nowMs) {
      lastGazeChoice = { id, atMs: nowMs };
      take(id, 'gaze', nowMs);
    },
  });
  const hands = createHands({
    settings,
    controlIds: () => controls().map(({ id }) => id),
    isMoving,
    stop,
    take(id, nowMs) {
      eyes.clicked(id, nowMs);
      take(id, 'switch', nowMs);
    },
  });
  let picture: Picture = {
    screen: 'unknown',
    notice: null,
    sight: 'neverSeen',
    isMoving: false,
    settings: settings.now(),
    liveness: eyes.liveness(),
    hasPointer: false,
  };
  let layoutVersion = 0;
  let layoutChangedAtMs = now();
  let lastGazeChoice: { readonly id: string; readonly atMs: number } | undefined;
  let lastStanding: Standing = 'connecting';
  let lastState: StateName | undefined;
  let lastMisunderstood: string | null = null;
  const listeners = new Set<() => void>();

  function known(): SettingsKnown | undefined {
    const profile = client.newest().settings?.profile;
    return profile && { profile, liveness: eyes.liveness(), hasPointer: eyes.hasPointer() };
  }

  function controls(): readonly ShownControl[] {
    const all = known();
    return all ? controlsOf(picture.screen, settings.now(), all) : [];
  }

  function dwellSettings() {
    const onsetMs = client.newest().settings?.profile.parameters.dwellOnsetMs;
    return onsetMs === undefined ? DEFAULT_DWELL_SETTINGS : { ...DEFAULT_DWELL_SETTINGS, onsetMs };
  }

  function stop(): void {
    eyes.stopped();
    clutch.stopped(now());
    commands.stop();
  }

  /** While nobody knows what the head does, it is taken to move: a press of a switch is then STOP. */
  function isMoving(): boolean {
    const { standing, telemetry } = client.shown();
    const state = standing === 'current' ? telemetry?.state : undefined;
    if (commands.session().phase !== 'idle') return true;
    return state === undefined || state === 'engaged' || state === 'retreating';
  }

  /** A control was chosen; nothing that the page does not offer now is. */
  function take(id: string, by: ChosenBy, nowMs: number): void {
    const control = controls().find((shown) => shown.id === id);
    const all = known();
    if (!control || !all) return;
    if (isSetting(control.id)) {
      commands.tell(null);
      settings.choose(control.id, by, all);
      if (settings.now().view !== 'check') eyes.endCheck();
      return;
    }
    const offer = findOffer(picture.screen, control.id);
    const act = offer && actOf(offer, by);
    if (!act || (act.kind === 'move' && !clutch.mayMove(by))) return;
    clutch.chosen(act, by, nowMs);
    commands.act(act, by, nowMs);
  }

  function draw(next: Picture): void {
    const hasChanged = (Object.keys(next) as (keyof Picture)[]).some((key) => next[key] !== picture[key]);
    if (!hasChanged) return;
    // The layout is measured when it has been painted; a click can come before that.
    const isOtherView = next.settings.view !== picture.settings.view;
    if (next.screen !== picture.screen || isOtherView) layoutChangedAtMs = now();
    picture = next;
    for (const listener of listeners) listener();
  }

  function show(nowMs: number, sight: GazeSight): void {
    const shown = client.show(nowMs);
    const { telemetry, standing, misunderstood } = shown;
    commands.applied(standing === 'current' && telemetry ? telemetry.tick : null);
    if (standing !== lastStanding || telemetry?.state !== lastState) {
      // What was said about the state before is over, and so is a step that was half taken in it.
      commands.tell(null);
      commands.forgetStep();
      lastStanding = standing;
      lastState = telemetry?.state;
    }
    if (misunderstood !== lastMisunderstood) {
      lastMisunderstood = misunderstood;
      commands.tell({ kind: 'misunderstood' });
    }
    // A gaze that was never seen, or that is held at the border, is not on the page.
    const isBeside = sight.kind === 'away' || eyes.dwell().hit.targetId === 'border';
    clutch.frame(nowMs, {
      state: standing === 'current' ? telemetry?.state : undefined,
      condition: isBeside ? 'offScreen' : eyes.condition(nowMs, sight),
      isMoving: commands.session().phase !== 'idle',
    });
    const screen = screenOf(shown, clutch.phase(), commands.isSecondStep());
    if (screen !== 'begin') eyes.endCheck();
    // What is unknown for a moment does not lead away from them; anything else that is known does.
    if (screen !== 'begin' && screen !== 'unknown' && screen !== 'wait') settings.leave();
    draw({
      screen,
      notice: commands.notice(),
      sight: sight.kind === 'onPage' ? 'onPage' : sight.why,
      isMoving: commands.session().phase !== 'idle' || telemetry?.state === 'engaged',
      settings: settings.now(),
      liveness: eyes.liveness(),
      hasPointer: eyes.hasPointer(),
    });
  }

  client.onMessage((message) => {
    const before = commands.session();
    commands.hear(message);
    if (message.type !== 'telemetry' || before.phase !== 'moving' || before.origin !== 'gaze') return;
    const hasArrived = commands.session().phase === 'idle' && message.reason === 'arrived';
    if (hasArrived) eyes.arrived(before.movement, now());
  });

  const patient: Patient = {
    settings,
    picture: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frame(nowMs, sight, painted, coveredIds = []) {
      commands.painted();
      if (painted.version !== layoutVersion) layoutChangedAtMs = nowMs;
      layoutVersion = painted.version;
      const { view, preferences } = settings.now();
      const isSettings = picture.screen === 'begin' && view !== 'none';
      const layout = layoutFor(painted, preferences.way, isSettings);
      eyes.see({ nowMs, sight, layout, coveredIds });
      hands.tick(nowMs, eyes.dwell(), dwellSettings());
      commands.report(nowMs, eyes.condition(nowMs, sight));
      show(nowMs, sight);
      return { ...eyes.drawing(), scanned: hands.scanned() };
    },
    choose(id, nowMs) {
      const wasChosenByGaze =
        lastGazeChoice?.id === id && nowMs - lastGazeChoice.atMs < SAME_CHOICE_WITHIN_MS;
      const isNew = nowMs - layoutChangedAtMs < SEEN_AFTER_MS;
      if (wasChosenByGaze || isNew || !controls().some((control) => control.id === id)) return;
      eyes.clicked(id, nowMs);
      take(id, 'hand', nowMs);
    },
    press: hands.press,
    release: hands.release,
    checkPointer(dot, radiusPx) {
      if (settings.now().view === 'check') eyes.beginCheck(dot, radiusPx, now());
    },
    stop,
    left: eyes.left,
    interrupted(cause, nowMs) {
      eyes.interrupted(cause, nowMs);
      hands.interrupted(nowMs);
      if (cause === 'disconnected') commands.drop();
      else commands.endMove();
      clutch.interrupted(nowMs);
      commands.forgetStep();
    },
  };
  client.onClosed(() => patient.interrupted('disconnected', now()));
  return patient;
}
