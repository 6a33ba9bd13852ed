import type { Display } from '../../controller/gaze/dwell/checkMarks.ts';
import { mayBeDevice } from '../../controller/gaze/dwell/deviceClick.ts';
import { DEFAULT_DWELL_SETTINGS } from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { PagePoint } from '../../controller/gaze/dwell/liveness.ts';
import {
  followQuestion,
  isAskedWithin,
  NO_QUESTION,
  noteFirstStep,
  withdrawalOf,
} from '../../controller/gaze/dwell/question.ts';
import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import { type Act, actOf, findOffer } from '../../controller/gaze/dwell/screens.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { createClutch } from './clutch.ts';
import { createCommands } from './commands.ts';
import { controlsOf, layoutFor, type ShownControl } from './controls.ts';
import { createEyes } from './eyes.ts';
import type { GazeSight } from './gazePointer.ts';
import { createHands } from './hands.ts';
import { followNews } from './news.ts';
import {
  type FrameDrawing,
  isMovedHere,
  isTakenToMove,
  nothingKnown,
  type Picture,
  screenOf,
} from './picture.ts';
import { keepPicture } from './pictureKeeper.ts';
import { DEFAULT_PREFERENCES, dwellMsOf, type PreferenceStore } from './preferences.ts';
import { type ChosenBy, isSetting, type SettingsKnown } from './settingScreens.ts';
import { keepSettings, type SettingsKeeper } from './settingsKeeper.ts';
import { createSteering, isSteering } from './steering.ts';
import { createTeaching } from './teaching.ts';

/** Some trackers click by themselves, also where nobody has said so (S206): the same choice must not count twice. */
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
  /** A click, tap or key on a control; `madeWith` is the kind of pointer, if there was one. */
  choose(id: ShownControl['id'], nowMs: number, madeWith?: string): void;
  /** A look, or the click of a tracker's software, was on what only a hand does. */
  refuseLook(): void;
  press(which: Switch, nowMs: number): void;
  release(which: Switch, nowMs: number): void;
  /** Whether the head moves, or nobody knows. */
  isTakenToMove(): boolean;
  /** The dot that somebody is asked to look at for ten seconds is on the page. */
  checkPointer(dot: PagePoint, radiusPx: number): void;
  stop(): void;
  left(nowMs: number): void;
  interrupted(cause: 'hidden' | 'blurred' | 'disconnected', nowMs: number): void;
}

/** A page of which nobody knows where on a screen it is. */
const UNPLACED: Display = { widthPx: 0, heightPx: 0, isFilled: false };
const KEEPS_NOTHING: PreferenceStore = { read: () => DEFAULT_PREFERENCES, write: () => undefined };

/** The patient's page without its pixels: a person's looks, clicks, keys and switches in, messages of the protocol out. */
export function createPatient(
  client: PageClient,
  now: () => number,
  store: PreferenceStore = KEEPS_NOTHING,
  display: () => Display = () => UNPLACED,
): Patient {
  const commands = createCommands(client, now);
  const steering = createSteering(client, commands, display);
  const news = followNews(commands);
  const teaching = createTeaching(client, display);
  const settings = keepSettings(store);
  const clutch = createClutch({
    parameters: () => client.newest().settings?.profile.parameters,
    way: () => settings.now().preferences.way,
    isOneOfTwo: () => (client.newest().telemetry?.steering ?? null) !== null,
  });
  const eyes = createEyes({
    dwellSettings,
    session: commands.session,
    stop,
    endMove,
    lookedAway(nowMs) {
      endMove();
      steering.lookedAway();
      clutch.lookedAway(nowMs);
    },
    keepsMoving: () => !deviceClicks() && settings.now().preferences.keepsMoving && screen() === 'move',
    onChecked: settings.leaveCheck,
    // What looks cannot answer any more is not asked any more (S205).
    withdraw(nowMs) {
      const act = withdrawalOf(screen());
      if (act) carryOut(act, 'gaze', nowMs);
    },
    take(id, nowMs) {
      lastGazeChoice = { id, atMs: nowMs };
      take(id, 'gaze', nowMs, true);
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
  const pictures = keepPicture(nothingKnown(settings.now(), eyes.liveness()), now());
  const screen = (): Picture['screen'] => pictures.now().screen;
  let layout: DwellLayout = { version: 0, targets: [] };
  let question = NO_QUESTION;
  let lastGazeChoice: { readonly id: string; readonly atMs: number } | undefined;

  function known(): SettingsKnown | undefined {
    const profile = client.newest().settings?.profile;
    return profile && { profile, liveness: eyes.liveness(), hasPointer: eyes.hasPointer() };
  }

  /** The software of the tracker clicks; whoever clicks with a pointer is taken for it. */
  function deviceClicks(): boolean {
    return settings.now().preferences.way === 'deviceClicks';
  }

  function controls(): readonly ShownControl[] {
    const all = known();
    return all ? controlsOf(screen(), settings.now(), all) : [];
  }

  function dwellSettings() {
    const onsetMs = client.newest().settings?.profile.parameters.dwellOnsetMs;
    // A hand that has asked may wait for the answer.
    const waits = question.by === 'look' ? {} : { secondSteps: [] };
    return { ...DEFAULT_DWELL_SETTINGS, ...(onsetMs === undefined ? {} : { onsetMs }), ...waits };
  }

  /**
   * Whether the second step on the page is too late for a device that clicks: it may move the pointer to click and leave it there, so that
   * where it rests withdraws nothing. Its time is that of the second look which control waits for.
   */
  function isTooLate(nowMs: number): boolean {
    if (!deviceClicks() || commands.secondStep() !== 'gaze') return false;
    const withinMs = client.newest().settings?.profile.parameters.clutchConfirmMs ?? 0;
    return !isAskedWithin(question, nowMs, withinMs);
  }

  function isMoving(): boolean {
    return isTakenToMove(client.shown(), commands.session());
  }

  function stop(): void {
    eyes.stopped();
    clutch.stopped(now());
    steering.interrupted();
    teaching.after({ kind: 'stop' }, now());
    commands.stop();
  }

  /** The person looked away: the movement that is under way is handed back. */
  function endMove(): void {
    if (commands.session().phase !== 'idle') teaching.after({ kind: 'lookedAway' }, now());
    commands.endMove();
  }

  /**
   * A control was chosen; nothing that the page does not offer now is. `isDwell`: by a look of which the page knows where it was. A
   * tracker's software may have magnified what was clicked.
   */
  function take(id: string, by: ChosenBy, nowMs: number, isDwell = false): void {
    const control = controls().find((shown) => shown.id === id);
    const all = known();
    if (!control || !all) return;
    const offer = findOffer(screen(), control.id);
    const act = offer && actOf(offer, by);
    if (isDwell) teaching.chose(id, act, layout, nowMs);
    if (isSetting(control.id)) {
      commands.tell(null);
      settings.choose(control.id, by, all);
      if (settings.now().view !== 'check') eyes.endCheck();
      return;
    }
    if (!act) return;
    question = noteFirstStep(question, act, by === 'gaze' ? (isDwell ? 'look' : 'click') : 'hand', nowMs);
    carryOut(act, by, nowMs);
  }

  function carryOut(act: Act, by: ChosenBy, nowMs: number): void {
    const isOffered = act.kind !== 'move' || clutch.mayMove(by);
    clutch.chosen(act, by, nowMs);
    if (!isOffered) return;
    if (isSteering(act)) {
      steering.act(act, by, nowMs);
      return;
    }
    steering.forget();
    commands.act(act, by, nowMs);
  }

  function show(nowMs: number, sight: GazeSight): void {
    const shown = client.show(nowMs);
    const { telemetry, standing } = shown;
    commands.applied(standing === 'current' && telemetry ? telemetry.tick : null);
    news(shown);
    // A gaze that was never seen, or that is held at the border, is not on the page.
    const isBeside = sight.kind === 'away' || eyes.dwell().hit.targetId === 'border';
    clutch.frame(nowMs, {
      state: standing === 'current' ? telemetry?.state : undefined,
      condition: isBeside ? 'offScreen' : eyes.condition(nowMs, sight),
      isMoving: commands.session().phase !== 'idle',
      isSteering: telemetry?.steering?.clutch === 'in',
    });
    const profile = shown.settings?.profile;
    const lookMs = profile ? dwellMsOf(settings.now().preferences, profile) : 0;
    steering.frame(nowMs, layout.targets, lookMs);
    if (isTooLate(nowMs)) commands.forgetStep();
    const step = steering.step();
    const next = screenOf(shown, clutch.phase(step !== 'none'), commands.secondStep() !== null, step);
    question = followQuestion(question, next, nowMs);
    if (next !== 'begin') eyes.endCheck();
    // What is unknown for a moment does not lead away from them; anything else that is known does.
    if (next !== 'begin' && next !== 'unknown' && next !== 'wait') settings.leave();
    const picture: Picture = {
      screen: next,
      notice: commands.notice(),
      sight: sight.kind === 'onPage' ? 'onPage' : sight.why,
      isMoving: commands.session().phase !== 'idle' || telemetry?.state === 'engaged',
      isOwnMove: isMovedHere(shown, commands.session()),
      settings: settings.now(),
      liveness: eyes.liveness(),
      hasPointer: eyes.hasPointer(),
      steering: steering.shown(),
    };
    pictures.draw(picture, nowMs);
  }

  client.onMessage((message) => {
    const before = commands.session();
    commands.hear(message);
    steering.hear(message, now());
    // A STOP that nobody heard is said again by whoever still looks at it (S204).
    const isNewLine = message.type === 'welcome' || (message.type === 'controlLink' && message.isUp);
    if (isNewLine) eyes.interrupted('connected', now());
    if (message.type !== 'telemetry' || before.phase !== 'moving' || before.origin !== 'gaze') return;
    const hasArrived = commands.session().phase === 'idle' && message.reason === 'arrived';
    if (hasArrived && before.movement !== 'steer') eyes.arrived(before.movement, now());
  });

  const patient: Patient = {
    settings,
    picture: pictures.now,
    subscribe: pictures.subscribe,
    frame(nowMs, sight, painted, coveredIds = []) {
      commands.painted();
      if (painted.version !== layout.version) pictures.layoutChanged(nowMs);
      layout = painted;
      const looked = layoutFor(painted, screen(), settings.now(), question.by);
      eyes.see({ nowMs, sight, layout: looked, coveredIds });
      hands.tick(nowMs, eyes.dwell(), dwellSettings());
      commands.report(nowMs, eyes.condition(nowMs, sight), hands.hasSwitch());
      show(nowMs, sight);
      return { ...eyes.drawing(), scanned: hands.scanned(), steering: steering.drawing(nowMs) };
    },
    choose(id, nowMs, madeWith = '') {
      const wasChosenByGaze =
        lastGazeChoice?.id === id && nowMs - lastGazeChoice.atMs < SAME_CHOICE_WITHIN_MS;
      const isNew = nowMs - pictures.layoutChangedAtMs() < SEEN_AFTER_MS;
      if (wasChosenByGaze || isNew || !controls().some((control) => control.id === id)) return;
      const isOfDevice = mayBeDevice(madeWith);
      const isFirst = eyes.isFirstClick(id);
      const isLook = isOfDevice && deviceClicks();
      if (isLook && (!isFirst || isTooLate(nowMs))) return;
      eyes.clicked(id, nowMs, isLook);
      if (isOfDevice && isFirst && settings.hearClick(id)) return;
      take(id, isLook ? 'gaze' : 'hand', nowMs);
    },
    refuseLook: () => commands.tell({ kind: 'refused', id: 'notByGaze' }),
    press: hands.press,
    release: hands.release,
    isTakenToMove: isMoving,
    checkPointer(dot, radiusPx) {
      if (settings.now().view === 'check') eyes.beginCheck(dot, radiusPx, now());
    },
    stop,
    left(nowMs) {
      eyes.left(nowMs);
      steering.left();
    },
    interrupted(cause, nowMs) {
      eyes.interrupted(cause, nowMs);
      hands.interrupted(nowMs);
      if (cause === 'disconnected') commands.drop();
      else commands.endMove();
      clutch.interrupted(nowMs);
      steering.interrupted();
      commands.forgetStep();
    },
  };
  client.onClosed(() => patient.interrupted('disconnected', now()));
  return patient;
}
