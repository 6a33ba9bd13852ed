import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { rulesNamed } from './ruleNames.ts';
import { isNode, type Node, nodeAt, textAt, walk } from './syntax.ts';

/** A test as its file declares it: one declaration may be many tests when it runs (`test.each`). */
export interface DeclaredTest {
  readonly file: string;
  readonly title: string;
  /** Every result with a name like this belongs to the declaration. */
  readonly pattern: RegExp;
  /** The rules that its title, or a title around it, names. */
  readonly rules: readonly string[];
  /** It is written down and not run, so it proves nothing. */
  readonly isSkipped: boolean;
}

/** A title that begins like one that names a rule, and does not go on like one. */
export interface UnclearTitle {
  readonly file: string;
  readonly title: string;
}

export interface TestTitles {
  readonly tests: readonly DeclaredTest[];
  readonly unclear: readonly UnclearTitle[];
}

const BEGINS_LIKE_RULE = /^[A-Z]\d+(?:\b|_)/;
/** What stands for a value that only the run knows. A title that has this character by itself is matched less strictly. */
const VALUE = '…';
const FORMATTED = /…|%[sdifjo#$]|\$[A-Za-z_][\w.]*/;

/** The tests of a file whose titles name rules. Throws if the file cannot be parsed. */
export function testTitles(path: string, file: string): TestTitles {
  return titlesIn(readFileSync(path, 'utf8'), file);
}

/** As `testTitles`, of a text. */
export function titlesIn(text: string, file: string): TestTitles {
  const { program, errors } = parseSync(file, text);
  const [problem] = errors;
  if (problem) throw new Error(`${file}: ${problem.message}`);
  const tests: DeclaredTest[] = [];
  const unclear: UnclearTitle[] = [];
  const visit = (node: Node, around: Around): boolean => {
    const call = declarationOf(node);
    if (!call) return true;
    const named = rulesNamed(call.title);
    if (named.length === 0 && BEGINS_LIKE_RULE.test(call.title)) {
      unclear.push({ file, title: call.title });
    }
    const rules = [...new Set([...around.rules, ...named])];
    const isSkipped = around.isSkipped || call.isSkipped;
    if (call.isSuite) {
      walk(call.rest, (inner) => visit(inner, { rules, isSkipped }));
    } else if (rules.length > 0) {
      const { title } = call;
      tests.push({ file, title, pattern: patternOf(call), rules, isSkipped });
    }
    return false;
  };
  walk(program, (node) => visit(node, { rules: [], isSkipped: false }));
  return { tests, unclear };
}

interface Around {
  readonly rules: readonly string[];
  readonly isSkipped: boolean;
}

interface Declaration {
  readonly title: string;
  readonly isSuite: boolean;
  readonly isSkipped: boolean;
  readonly isFormatted: boolean;
  readonly rest: readonly unknown[];
}

/** `test('…')`, `it.each(…)('…')`, `describe.skip(…)` and the like; undefined for every other piece of syntax. */
function declarationOf(node: Node): Declaration | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const modifiers: string[] = [];
  let callee = nodeAt(node, 'callee');
  while (callee && callee.type !== 'Identifier') {
    if (callee.type === 'CallExpression') callee = nodeAt(callee, 'callee');
    else if (callee.type === 'TaggedTemplateExpression') callee = nodeAt(callee, 'tag');
    else if (callee.type === 'MemberExpression') {
      modifiers.push(textAt(nodeAt(callee, 'property'), 'name'));
      callee = nodeAt(callee, 'object');
    } else return undefined;
  }
  const name = textAt(callee, 'name');
  const isSuite = name === 'describe' || name === 'suite';
  if (!isSuite && name !== 'test' && name !== 'it') return undefined;
  const [first, ...rest] = Array.isArray(node['arguments']) ? node['arguments'] : [];
  const title = titleOf(first);
  if (title === undefined) return undefined;
  const isSkipped = modifiers.some((modifier) => modifier === 'skip' || modifier === 'todo');
  const isFormatted = modifiers.some((modifier) => modifier === 'each' || modifier === 'for');
  return { title, isSuite, isSkipped, isFormatted, rest };
}

/** A string, a template or a sum of them, with `VALUE` for what is computed; undefined for anything else. */
function titleOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type === 'TemplateLiteral') {
    const quasis = Array.isArray(node['quasis']) ? node['quasis'] : [];
    return quasis
      .map((quasi: unknown) => (isNode(quasi) ? textAt(quasi['value'], 'cooked') : ''))
      .join(VALUE);
  }
  if (node.type !== 'BinaryExpression') return undefined;
  const [left, right] = [titleOf(node['left']), titleOf(node['right'])];
  return left === undefined && right === undefined ? undefined : `${left ?? VALUE}${right ?? VALUE}`;
}

function patternOf({ title, isFormatted }: Declaration): RegExp {
  const literal = title.split(isFormatted ? FORMATTED : VALUE);
  return new RegExp(`^${literal.map((part) => RegExp.escape(part)).join('.*')}$`, 's');
}
