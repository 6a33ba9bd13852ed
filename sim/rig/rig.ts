import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ControlEnd, type RunningControl, runControl } from '../../controller/control/run.ts';
import { type Brace as OpenedBrace, openBrace } from '../../hardware/board/brace.ts';
import type { FromControl, ProfileStanding, ToControl } from '../../protocol/channel.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { Pose } from '../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { type Body, createBody } from '../body/body.ts';
import { type Brace, createBrace } from '../brace/brace.ts';
import { createLockstep, type Lockstep } from '../lockstep/lockstep.ts';
import { SIMULATED_VERSION } from '../person/page.ts';

export const FIRMWARE_HEX_URL = new URL('../../hardware/firmware/interlock.hex', import.meta.url);

export type Reply = Extract<FromControl, { type: 'reply' }>['message'];

/**
 * The whole controller on the whole simulated brace in one virtual time: johnny-five, serialport's stream, the firmware on its
 * chip and MuJoCo. Only the gateway is missing; the rig speaks its side of the process channel.
 */
export interface Rig {
  readonly lockstep: Lockstep;
  readonly brace: Brace;
  readonly body: Body;
  /** The board as control sees it; undefined while no host runs. */
  readonly board: OpenedBrace | undefined;
  /** Newest telemetry of the running control, or the last of the one before. */
  readonly telemetry: Telemetry | undefined;
  /** What control said to each client, oldest first. */
  repliesTo(clientId: string): readonly Reply[];
  send(clientId: string, message: ClientMessage): void;
  clientGone(clientId: string): void;
  /** Anything else that a gateway tells control, as what its trackers say. */
  tell(message: ToControl): void;
  /** Control sees its gateway come or go. */
  setGatewayConnected(isConnected: boolean): void;
  /**
   * Starts a control process's work: connects, gives it the profile. Resolves when the board is open.
   * @param isAfterCrash as the supervisor would say with `--after-crash`; default: as the rig was made.
   */
  startHost(isAfterCrash?: boolean): Promise<void>;
  /** The host dies at once, as by SIGKILL: not one more byte is written. */
  killHost(): void;
  /** The host is asked to end, as by Ctrl-C. */
  endHost(): Promise<ControlEnd>;
  onTelemetry: (telemetry: Telemetry) => void;
  /** Control has come to its end by itself or when asked; not when killed. */
  onHostEnd: (end: ControlEnd) => void;
  /** Control has thrown, and writes nothing more. Whoever does not take this over is thrown at. */
  onHostCrash: (error: unknown) => void;
  readonly notes: readonly string[];
  dispose(): void;
}

export interface RigOptions {
  readonly seed: number;
  readonly profile?: Profile;
  readonly startPose?: Pose;
  /** What the gateway would say of the profile: approved, for this brace. */
  readonly standing?: ProfileStanding;
  readonly isAfterCrash?: boolean;
  /** Of the person; default: that of `sim/body`. */
  readonly headMassKg?: number;
  /** Intel HEX of what runs on the chip; the committed firmware if not given. */
  readonly firmwareHex?: string;
}

const APPROVED: ProfileStanding = { isApproved: true, isExpired: false, fitsBrace: true };

/** A brace at power-on with its head in a person's hand, and no host yet. Virtual time must be installed already. */
export async function createRig({
  seed,
  profile = DEFAULT_PROFILE,
  startPose,
  standing = APPROVED,
  isAfterCrash: wasCrash = false,
  headMassKg,
  firmwareHex = readFileSync(fileURLToPath(FIRMWARE_HEX_URL), 'utf8'),
}: RigOptions): Promise<Rig> {
  const body = await createBody({
    build: profile.build,
    seed,
    ...(startPose ? { startPose } : {}),
    ...(headMassKg === undefined ? {} : { headMassKg }),
  });
  const { motionSensors } = profile.build;
  const brace = createBrace({
    hexText: firmwareHex,
    body,
    seed,
    ...(motionSensors ? { motionSensors } : {}),
  });
  brace.holdHead();
  const lockstep = createLockstep(brace);
  const replies = new Map<string, Reply[]>();
  const notes: string[] = [];
  let saved = { profile, hash: 'saved-0', standing };
  let saves = 0;
  let host: { readonly control: RunningControl; readonly board: OpenedBrace } | undefined;
  let telemetry: Telemetry | undefined;

  function receive(message: FromControl): void {
    switch (message.type) {
      case 'telemetry':
        telemetry = message;
        rig.onTelemetry(message);
        return;
      case 'reply':
        replies.set(message.clientId, [...(replies.get(message.clientId) ?? []), message.message]);
        return;
      case 'alarmLog':
        return;
      case 'profileApplied':
        saves += 1;
        saved = { profile: message.profile, hash: `saved-${saves}`, standing };
        host?.control.receive({ type: 'profileSaved', ...saved });
        return;
    }
  }

  /** Opening needs simulated time to pass, for the firmware's answers. */
  async function openInVirtualTime(): Promise<OpenedBrace> {
    let opened: OpenedBrace | undefined;
    let failure: unknown;
    openBrace({ port: lockstep.connect(), nowMs: () => performance.now() }).then(
      (board) => {
        opened = board;
      },
      (error: unknown) => {
        failure = error;
      },
    );
    await lockstep.until(() => opened !== undefined || failure !== undefined, 15_000, 'the board is open');
    if (!opened) throw failure;
    return opened;
  }

  const rig: Rig = {
    lockstep,
    brace,
    body,
    get board() {
      return host?.board;
    },
    get telemetry() {
      return telemetry;
    },
    repliesTo: (clientId) => replies.get(clientId) ?? [],
    send: (clientId, message) => host?.control.receive({ type: 'command', clientId, message }),
    tell: (message) => host?.control.receive(message),
    clientGone: (clientId) => host?.control.receive({ type: 'clientGone', clientId }),
    setGatewayConnected(isConnected) {
      host?.control.setGatewayConnected(isConnected);
      // A gateway that has connected offers the saved profile, whether or not control has it.
      if (isConnected) host?.control.receive({ type: 'profile', ...saved });
    },
    async startHost(isAfterCrash = wasCrash) {
      const board = await openInVirtualTime();
      const control = runControl({
        brace: board,
        beginning: { version: SIMULATED_VERSION, isAfterCrash },
        nowMs: () => performance.now(),
        send: (message) => {
          if (host?.control === control) receive(message);
        },
        note: (sentence) => notes.push(sentence),
      });
      host = { control, board };
      control.ended.then(
        (end) => {
          if (host?.control === control) rig.onHostEnd(end);
        },
        (error: unknown) => {
          if (host?.control === control) rig.onHostCrash(error);
        },
      );
      rig.setGatewayConnected(true);
    },
    killHost() {
      const dying = host;
      host = undefined;
      void dying?.board.close();
    },
    async endHost() {
      if (!host) throw new Error('No host runs.');
      const { control, board } = host;
      let end: ControlEnd | undefined;
      void control.ended.then((how) => {
        end = how;
      });
      control.end();
      await lockstep.until(() => end !== undefined, 2000, 'control has ended');
      await board.close();
      host = undefined;
      if (!end) throw new Error('Control ended without a word.');
      return end;
    },
    onTelemetry: () => {},
    onHostEnd: () => {},
    onHostCrash: (error) => {
      throw error;
    },
    notes,
    dispose: () => body.dispose(),
  };
  return rig;
}
