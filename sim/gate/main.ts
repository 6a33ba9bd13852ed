import { writeVerdict } from '../../controller/store/verdictFiles.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import { wallClockMs } from '../wallClock.ts';
import type { Candidate } from './candidate.ts';
import { candidatesOf, HELP, readWish, UsageError, type Wish } from './command.ts';
import { REFUSE_LIST } from './fixtures/refuseList.ts';
import { firstBreach, type Judgement, judge } from './judge.ts';
import { LISTED_BUT_REFUSED, MUST_PASS, type MustPass } from './mustPass.ts';
import { DEFAULT_GATE_PERSON } from './person.ts';
import { measured, PUBLISHED } from './published.ts';
import { columns, reportOf, shown } from './table.ts';
import { verdictOf } from './verdict.ts';

const PROGRESS_EVERY_MS = 10_000;

type Run = (name: string, candidate: Candidate, delayBudgetMs: number) => Judgement;

/** Tells now and then how far it is, on the other stream. */
function runner({ seed, size, isJson, person: asked }: Wish): Run {
  let saidMs = wallClockMs();
  return (name, candidate, delayBudgetMs) => {
    const person: GatePerson = { ...asked, delayBudgetMs };
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
  if (wish.isJson) return refuseListWhole(wish, run);
  const { person, seed, size } = wish;
  const found = REFUSE_LIST.map((one) => ({
    ...one,
    breach: firstBreach(one.candidate, person, seed, size, one.because),
  }));
  const body = found.map(({ row, candidate, because, evidence, breach }) =>
    breach
      ? [
          String(row),
          candidate.id,
          because,
          shown(breach.judged.value, breach.judged.criterion.unit),
          `≤ ${breach.judged.criterion.most}${breach.judged.criterion.unit}`,
          evidence,
          `${breach.runs} of ${breach.of}`,
          breach.judged.where,
        ]
      : [String(row), candidate.id, `NOT REFUSED for ${because}`, '', '', evidence, '', ''],
  );
  const head = ['#', 'fixture', 'refused by', 'measured', 'bound', 'known for', 'runs', 'first found'];
  console.log(`${columns([head, ...body])}\nWhat comes after the first that is broken was not run.\n`);
  const again = PUBLISHED.map((one) => [
    one.what,
    one.claimed,
    shown(measured(one, DEFAULT_GATE_PERSON), one.unit),
  ]);
  console.log(
    `Ideal eyes, no lag, no limiter, tracker of 90 Hz:\n${columns([['figure of reference/strategies.md', 'there', 'here'], ...again])}\n`,
  );
  return found.every(({ breach }) => breach !== undefined);
}

/** The same with a whole verdict for each, one per line. */
function refuseListWhole({ person }: Wish, run: Run): boolean {
  return REFUSE_LIST.map(({ candidate, because }) =>
    run(candidate.id, candidate, person.delayBudgetMs).judged.some(
      ({ criterion: { id }, isHeld }) => id === because && !isHeld,
    ),
  ).every((isRefused) => isRefused);
}

/** @returns whether each passes */
function mustPass(wish: Wish, run: Run): boolean {
  const passes = ({ name, candidate, delayBudgetMs }: MustPass): boolean => {
    const judgement = run(name, candidate, delayBudgetMs);
    if (!wish.isJson) console.log(`${reportOf(judgement, name)}\n`);
    return judgement.isPassed;
  };
  const haveAllPassed = MUST_PASS.map(passes).every((hasPassed) => hasPassed);
  for (const one of LISTED_BUT_REFUSED) passes(one);
  return haveAllPassed;
}

/** @returns the exit code */
export async function gate(args: readonly string[]): Promise<number> {
  try {
    const wish = readWish(args);
    if (wish === 'help') {
      console.log(HELP);
      return 0;
    }
    const candidates = candidatesOf(wish);
    console.error(`Seed ${wish.seed}, ${wish.size} sweep.`);
    const run = runner(wish);
    if (wish.isRefuseList || wish.isMustPass) {
      const areRefused = !wish.isRefuseList || refuseList(wish, run);
      const doPass = !wish.isMustPass || mustPass(wish, run);
      return areRefused && doPass ? 0 : 1;
    }
    let areAllPassed = true;
    for (const candidate of candidates) {
      const judgement = run(candidate.id, candidate, wish.person.delayBudgetMs);
      if (!wish.isJson) console.log(`${reportOf(judgement, candidate.id)}\n`);
      areAllPassed &&= judgement.isPassed;
      // At once, and a refusal too: it takes the place of a verdict that passed.
      if (wish.saveTo === undefined) continue;
      const path = await writeVerdict(wish.saveTo, verdictOf(judgement, candidate, wish.person, wish));
      console.error(`Saved: ${path}`);
    }
    return areAllPassed ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) throw error;
    console.error(error.message);
    return 2;
  }
}
