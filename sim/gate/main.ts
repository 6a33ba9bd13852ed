import { parseArgs } from 'node:util';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import { wallClockMs } from '../wallClock.ts';
import type { Candidate } from './candidate.ts';
import { REFUSE_LIST } from './fixtures/refuseList.ts';
import { type Judgement, judge } from './judge.ts';
import { LISTED_BUT_REFUSED, MUST_PASS } from './mustPass.ts';
import { DEFAULT_GATE_PERSON } from './person.ts';
import { measured, PUBLISHED } from './published.ts';
import { GATED, shipped } from './shipped.ts';
import type { Size } from './sweep.ts';
import { columns, reportOf, shown } from './table.ts';
import { verdictOf } from './verdict.ts';

const HELP = `Whether a way of turning the head by the eyes is stable: reference/strategies.md §4.4.

  npm run sim -- gate [STRATEGY …] [--seed N] [--delay MS] [--smoke] [--json]
  npm run sim -- gate --refuse-list [--must-pass] [--seed N] [--smoke] [--json]

  STRATEGY       ${GATED.join(', ')},
                 or a name of the refuse list; without any, all of the first
  --delay MS     from eye to head, which the strategy has to stand (${DEFAULT_GATE_PERSON.delayBudgetMs})
  --refuse-list  everything that is known to be unstable, and for what it is refused
  --must-pass    everything that is known to be stable, with its margins
  --seed N       another seed than 1: other noise, other people, other targets
  --smoke        a small part of the sweep; admits nothing to anybody
  --json         one verdict per line

Exit code 0: every strategy passed, or, of the lists, each was judged as it should be. 1: it was not. 2: the command is wrong.`;

const PROGRESS_EVERY_MS = 10_000;

/** The command is wrong: nothing was run. */
class UsageError extends Error {}

interface Wish {
  readonly names: readonly string[];
  readonly seed: number;
  readonly size: Size;
  readonly delayBudgetMs: number;
  readonly isRefuseList: boolean;
  readonly isMustPass: boolean;
  readonly isJson: boolean;
}

function readWish(args: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      delay: { type: 'string', default: String(DEFAULT_GATE_PERSON.delayBudgetMs) },
      smoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'refuse-list': { type: 'boolean', default: false },
      'must-pass': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    names: positionals,
    seed: wholeNumber('--seed', values.seed, 2 ** 31 - 1),
    size: values.smoke ? 'smoke' : 'full',
    delayBudgetMs: wholeNumber('--delay', values.delay, 400),
    isRefuseList: values['refuse-list'],
    isMustPass: values['must-pass'],
    isJson: values.json,
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from 0 to ${most}.`);
}

function candidateNamed(name: string): Candidate {
  const gated = GATED.find((id) => id === name);
  if (gated) {
    const one = shipped(gated);
    if (one.kind === 'refused') throw new UsageError(`${name}: ${one.sentence} ${one.advice}`);
    return one.candidate;
  }
  const fixture = REFUSE_LIST.find(({ candidate }) => candidate.id === name);
  if (fixture) return fixture.candidate;
  throw new UsageError(`There is no strategy called ${name}. Try: ${GATED.join(', ')}`);
}

type Run = (name: string, candidate: Candidate, delayBudgetMs: number) => Judgement;

/** Tells now and then how far it is, on the other stream. */
function runner({ seed, size, isJson }: Wish): Run {
  let saidMs = wallClockMs();
  return (name, candidate, delayBudgetMs) => {
    const person: GatePerson = { ...DEFAULT_GATE_PERSON, delayBudgetMs };
    const judgement = judge(candidate, person, seed, size, (done, of) => {
      const nowMs = wallClockMs();
      if (nowMs - saidMs < PROGRESS_EVERY_MS) return;
      saidMs = nowMs;
      console.error(`${name}: ${done} of ${of} runs`);
    });
    if (isJson) console.log(JSON.stringify(verdictOf(judgement, candidate, person, { seed, size })));
    return judgement;
  };
}

/** @returns whether each is refused for what it is known for */
function refuseList(wish: Wish, run: Run): boolean {
  const rows = REFUSE_LIST.map(({ row, candidate, because, evidence }) => {
    const { judged } = run(candidate.id, candidate, wish.delayBudgetMs);
    const failed = judged.filter(({ isHeld }) => !isHeld);
    const reason = failed.find(({ criterion: { id } }) => id === because);
    const others = failed.filter((one) => one !== reason).map(({ criterion: { id } }) => id);
    return { row, id: candidate.id, because, evidence, reason, others };
  });
  if (!wish.isJson) {
    const body = rows.map(({ row, id, because, evidence, reason, others }) => [
      String(row),
      id,
      reason ? because : `NOT REFUSED for ${because}`,
      reason ? shown(reason.value, reason.criterion.unit) : '',
      reason ? `≤ ${reason.criterion.most}${reason.criterion.unit}` : '',
      evidence,
      others.join(', '),
    ]);
    const head = ['#', 'fixture', 'refused by', 'measured', 'bound', 'known for', 'refused by, too'];
    console.log(`${columns([head, ...body])}\n`);
    const again = PUBLISHED.map((one) => [
      one.what,
      one.claimed,
      shown(measured(one, DEFAULT_GATE_PERSON), one.unit),
    ]);
    console.log(
      `Ideal eyes, no lag, no limiter, tracker of 90 Hz:\n${columns([['figure of reference/strategies.md', 'there', 'here'], ...again])}\n`,
    );
  }
  return rows.every(({ reason }) => reason !== undefined);
}

/** @returns whether each passes */
function mustPass(wish: Wish, run: Run): boolean {
  const judgements = [...MUST_PASS, LISTED_BUT_REFUSED].map((one) => {
    const judgement = run(one.name, one.candidate, one.delayBudgetMs);
    if (!wish.isJson) console.log(`${reportOf(judgement, one.name)}\n`);
    return { one, judgement };
  });
  return judgements.every(({ one, judgement }) => judgement.isPassed || one === LISTED_BUT_REFUSED);
}

/** @returns the exit code */
export function gate(args: readonly string[]): number {
  try {
    const wish = readWish(args);
    if (wish === 'help') {
      console.log(HELP);
      return 0;
    }
    const named = (wish.names.length > 0 ? wish.names : GATED).map((name) => candidateNamed(name));
    console.error(`Seed ${wish.seed}, ${wish.size} sweep.`);
    const run = runner(wish);
    if (wish.isRefuseList || wish.isMustPass) {
      const areRefused = !wish.isRefuseList || refuseList(wish, run);
      const doPass = !wish.isMustPass || mustPass(wish, run);
      return areRefused && doPass ? 0 : 1;
    }
    const judgements = named.map((candidate) => {
      const judgement = run(candidate.id, candidate, wish.delayBudgetMs);
      if (!wish.isJson) console.log(`${reportOf(judgement, candidate.id)}\n`);
      return judgement;
    });
    return judgements.every(({ isPassed }) => isPassed) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) throw error;
    console.error(error.message);
    return 2;
  }
}
