import type { OutsideSoftware } from '../../controller/safety/hazards/hazard.ts';
import type { Evidence, HazardEvidence, RuleEvidence, TestEvidence, Verdict } from './judge.ts';
import { STYLE } from './style.ts';
import { countTests, riskOf, SAFE_STATE_WORDS, sayVerdict, VERDICT_WORDS } from './words.ts';

export interface PageInput {
  readonly evidence: Evidence;
  readonly outside: readonly OutsideSoftware[];
  /** What was tested, in words. */
  readonly tested: string;
}

/** The evidence as one page without scripts or anything from elsewhere. */
export function evidencePage({ evidence, outside, tested }: PageInput): string {
  const { hazards, others, staleBecause, isProven } = evidence;
  const passed = hazards.filter(({ verdict }) => verdict === 'passed').length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Poise: hazards and their evidence</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Hazards and their evidence</h1>
<p class="lead">Research software, not a medical device. Each hazard with the rules that control it, the tests that prove the rules, and
what the tests said last. What is not known to have passed did not pass.</p>
<p class="sum">${mark(isProven ? 'passed' : 'unknown', `${passed} of ${hazards.length} hazards proven`)}
<span>${text(staleBecause ? `All results count as unknown: ${staleBecause}.` : tested)}</span></p>
<table class="overview">
<thead><tr><th>Hazard</th><th><abbr title="Severity and probability before control, 1 to 5">S·P</abbr></th><th>Safe state</th>
<th class="number">Rules</th><th class="number">Tests</th><th>Last result</th></tr></thead>
<tbody>
${hazards.map(overviewRow).join('\n')}
</tbody>
</table>
${hazards.map(hazardSection).join('\n')}
<section>
<h2>Outside the software</h2>
<dl>${outside.map(({ title, control, source }) => `<dt>${text(title)}</dt><dd>${text(control)} <cite>${text(source)}</cite></dd>`).join('\n')}</dl>
</section>
<section>
<h2>Rules that no hazard names</h2>
${others.length === 0 ? '<p>None.</p>' : others.map(ruleBlock).join('\n')}
</section>
</main>
</body>
</html>
`;
}

function overviewRow({ hazard, rules, verdict }: HazardEvidence): string {
  return `<tr><td><a href="#${hazard.id}"><b>${hazard.id}</b> <span>${text(hazard.title)}</span></a></td><td>${riskOf(hazard)}</td>
<td>${SAFE_STATE_WORDS[hazard.safeState]}</td><td class="number">${rules.length}</td>
<td class="number">${countTests(rules)}</td><td>${mark(verdict, sayVerdict(verdict, rules))}</td></tr>`;
}

function hazardSection({ hazard, rules, verdict }: HazardEvidence): string {
  const facts = [
    ['Cause', hazard.cause],
    ['Harm', hazard.harm],
    ['Before control', `Severity ${hazard.severity} of 5, probability ${hazard.probability} of 5`],
    ['Safe state', SAFE_STATE_WORDS[hazard.safeState]],
    ['Answered within', hazard.answeredWithin],
    ['Besides software', hazard.otherControls],
    ['What is left', hazard.residual],
    ['Source', hazard.source],
  ] as const;
  return `<section id="${hazard.id}">
<h2><span>${hazard.id}</span> ${text(hazard.title)} ${mark(verdict, VERDICT_WORDS[verdict])}</h2>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join('\n')}</dl>
${rules.map(ruleBlock).join('\n')}
</section>`;
}

function ruleBlock({ id, text: sentence, verdict, tests }: RuleEvidence): string {
  return `<div class="rule"><p><b>${text(id)}</b> ${withCode(sentence)} ${mark(verdict, VERDICT_WORDS[verdict])}</p>
${tests.length === 0 ? '' : `<ul>${tests.map(testItem).join('\n')}</ul>`}</div>`;
}

function testItem({ file, title, verdict, runs }: TestEvidence): string {
  const times = runs > 1 ? ` <small>×&thinsp;${runs}</small>` : '';
  const said = mark(verdict, VERDICT_WORDS[verdict]);
  return `<li>${said}<span>${text(title)}${times} <span class="file">${text(file)}</span></span></li>`;
}

const mark = (verdict: Verdict, words: string): string =>
  `<span class="mark ${verdict}">${text(words)}</span>`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (raw: string): string => raw.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
/** `x` of a rule as code. */
const withCode = (raw: string): string => text(raw).replace(/`([^`]+)`/g, '<code>$1</code>');
