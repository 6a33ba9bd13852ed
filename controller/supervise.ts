import { type Command, type Ending, keepRunning, type LifeEvent } from './keptProcess.ts';
import type { RunRecord } from './runRecord.ts';
import { noBrace, poseWords } from './supervisorWords.ts';

/** Control needs 175 ms to stop from full speed (DESIGN 'Numbers to hold'); after this it is taken for hung. */
const CONTROL_ENDS_WITHIN_MS = 2000;
const GATEWAY_ENDS_WITHIN_MS = 1000;

/**
 * A small nursery for what each tick leaves behind: with Node's own, control was seen to pause for 40–60 ms to clean it up and to
 * grow to 250 MB; with this, for 0.6 ms (p50) and 10 ms (p99) on a busy machine, and to 150 MB.
 */
const CONTROL_NODE_OPTIONS = ['--max-semi-space-size=2'] as const;

export interface SuperviseOptions {
  readonly control: Command;
  /** `port`: the one it had before it died, so that open pages find it again; 0 at first if any will do. */
  readonly gateway: (port: number) => Command;
  readonly port: number;
  readonly device: string;
  readonly record: RunRecord;
  /** One line for the person who runs Poise. */
  readonly say: (line: string) => void;
  readonly onReady: (port: number) => void;
  /** Neither process runs any more, and neither will be started again. */
  readonly onBothGivenUp: () => void;
}

export interface Supervisor {
  /**
   * Brings the head to rest and ends both processes, control first. Called again, it says so and changes nothing: nobody
   * can hurry past the hold.
   *
   * @returns exit code: 0, or 1 where control was running and did not confirm that it holds
   */
  end(why: string): Promise<number>;
}

/** Starts control and gateway, starts them again when they die, and says what happens. */
export function supervise(options: SuperviseOptions): Supervisor {
  const { record } = options;
  const say = (name: string, text: string) => options.say(`  ${name.padEnd(12)}${text}`);
  const givenUp = new Set<string>();
  let port = options.port;
  let isAddressSaid = false;
  let ending: Promise<number> | null = null;

  const sayLife = (name: string, consequence: string) => (event: LifeEvent) => {
    switch (event.kind) {
      case 'started':
        say(name, event.isAgain ? 'started again' : 'started');
        return;
      case 'died':
        say(name, `ended unexpectedly (${event.how}). ${consequence}`);
        say('', `It is started again in ${event.restartMs / 1000} s.`);
        return;
      case 'unclear':
        say(name, `sent the supervisor a message it does not know: ${event.detail}`);
        return;
      case 'noBrace':
        say(name, noBrace(options.device));
        return;
      case 'givenUp':
        say(name, `ended five times within a minute (${event.how}) and is not started again. ${consequence}`);
        say('', 'Restart Poise with someone beside the person.');
        givenUp.add(name);
        if (givenUp.size === 2) options.onBothGivenUp();
        return;
    }
  };

  if (record.hasUnseenCrash()) {
    say('Poise', 'ended unexpectedly before, and nobody has said that they looked.');
    say('', 'Look at the person and the brace, then choose "I have looked" on the page.');
  }
  const sayControlLife = sayLife('Control', 'A powered brace holds the head by itself.');
  const control = keepRunning({
    command: () => ({
      script: options.control.script,
      args: [...options.control.args, ...(record.hasUnseenCrash() ? ['--after-crash'] : [])],
      nodeOptions: CONTROL_NODE_OPTIONS,
    }),
    onMessage(message) {
      if (message.type === 'crashSeen') record.seen();
    },
    onLife(event) {
      if (event.kind === 'died' || event.kind === 'givenUp') record.crashed();
      sayControlLife(event);
    },
  });

  const gateway = keepRunning({
    command: () => options.gateway(port),
    onMessage(message) {
      if (message.type !== 'ready') return;
      port = message.port;
      if (isAddressSaid) {
        say('Gateway', 'ready again at the same address');
        return;
      }
      isAddressSaid = true;
      options.say('');
      options.say(`  Open http://127.0.0.1:${port}/`);
      options.say('');
      options.say('  There, look at "Get ready" and then at "Yes" to begin. STOP is always on the page.');
      options.say(
        '  Settings are at /tuning, eye trackers at /trackers. Ctrl-C here ends Poise and leaves the brace holding the head.',
      );
      options.say('');
      options.onReady(port);
    },
    onLife: sayLife('Gateway', 'Movement ends and the head is held.'),
  });

  const endBoth = async (why: string): Promise<number> => {
    options.say('');
    options.say(`  ${why} The head is brought to rest.`);
    const controlEnding = await control.end(CONTROL_ENDS_WITHIN_MS);
    const isConfirmed = sayControlEnding(say, controlEnding);
    await gateway.end(GATEWAY_ENDS_WITHIN_MS);
    say('Gateway', 'ended');
    if (isConfirmed) await record.endedWell();
    return isConfirmed ? 0 : 1;
  };

  return {
    end(why) {
      if (ending !== null)
        options.say('  Already ending: the head is brought to rest first. This takes at most 3 s.');
      ending ??= endBoth(why);
      return ending;
    },
  };
}

/** Says only what is known of the brace. Returns whether nothing is in doubt. */
function sayControlEnding(say: (name: string, text: string) => void, ending: Ending): boolean {
  if (ending.kind === 'notRunning') {
    say('Control', 'was not running. A powered brace holds the head by itself.');
    return true;
  }
  if (ending.kind === 'hardlyStarted') {
    say('Control', 'had hardly started and had moved nothing. A powered brace holds the head by itself.');
    return true;
  }
  if (ending.kind === 'killed' || ending.lastMessage?.type !== 'held') {
    say('Control', 'did not confirm that the head is at rest; it was ended. Stay with the person.');
    say('', 'A brace that is powered holds the head by itself 0.2 s after control falls silent.');
    return false;
  }
  say('Control', 'ended');
  const { isPowered, pose } = ending.lastMessage;
  switch (isPowered) {
    case true:
      say('Brace', `keeps holding the head in powered hold at ${poseWords(pose)}.`);
      return true;
    case false:
      say('Brace', 'is not powered and does not carry the head.');
      return true;
    case null:
      say('Brace', 'did not say whether it is powered. Stay with the person.');
      return false;
  }
}
