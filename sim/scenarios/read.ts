import { readFileSync, statSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { findContradiction } from './check.ts';
import { criterion, type Scenario, scenario } from './schema.ts';

/** A file that is no scenario; the message says where, what, and what is allowed. */
export class ScenarioError extends Error {}

const MAX_BYTES = 1_000_000;
/** Control characters other than line breaks and tabs, and what stands for bytes that are no UTF-8. */
const NOT_TEXT = /[^\P{Cc}\t\n\r]|\uFFFD/u;

/** Reads a scenario. @throws ScenarioError in one sentence, for a file that is missing or is no scenario. */
export function readScenario(path: string): Scenario {
  return parseScenario(readText(path), path);
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new ScenarioError(`${path}: is larger than 1 MB, so it is no scenario.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    throw new ScenarioError(`${path}: cannot be read (${codeOf(error)}).`);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission denied';
  return error.message;
}

/** Reads the text of a scenario. @param fileName stands in the messages. @throws ScenarioError */
export function parseScenario(text: string, fileName: string): Scenario {
  if (NOT_TEXT.test(text)) throw new ScenarioError(`${fileName}: is no text file.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (path: readonly PropertyKey[]): string => {
    const start = startOf(document, path);
    const line = start === undefined ? 1 : lines.linePos(start).line;
    const field = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    return field === '' ? `${fileName}:${line}:` : `${fileName}:${line}: ${field.replace(/^\./, '')}`;
  };

  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ScenarioError(`${fileName}:${line}: is not YAML: ${broken.message}`);
  }
  const parsed = scenario.safeParse(contentOf(document, fileName), { reportInput: true });
  if (!parsed.success) {
    // A misspelt field is also a missing one; its name says more.
    const { issues } = parsed.error;
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    if (!issue) throw new ScenarioError(`${fileName}: is no scenario.`);
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    throw new ScenarioError(`${place(path)} ${complaint(issue, document)}.`);
  }
  const contradiction = findContradiction(parsed.data);
  if (contradiction) {
    throw new ScenarioError(`${place(contradiction.path)} ${contradiction.sentence.replace(/\.$/, '')}.`);
  }
  return parsed.data;
}

function contentOf(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw new ScenarioError(
      `${fileName}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Where the field, or the nearest field around it, begins in the text. */
function startOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent: unknown = depth === 0 ? undefined : nodeAt(document, path.slice(0, depth - 1));
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path[depth - 1]);
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node = nodeAt(document, path.slice(0, depth));
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

/** What is wrong with a field, in words, with what would be right. */
function complaint(issue: z.core.$ZodIssue, document: Document): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `is not a field here${allowedKeys(issue.path, document)}`;
    case 'invalid_value':
      return `is ${shown(issue.input)}; allowed: ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing; it must be ${wanted(issue.expected)}`
        : `is ${shown(issue.input)}; it must be ${wanted(issue.expected)}`;
    case 'invalid_union':
      return `must be one of ${criterion.options.map((option) => option.shape.measure.value).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `is ${shown(issue.input)}; it must be at least ${issue.minimum}`
        : 'is empty';
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `is ${shown(issue.input)}; it must be at most ${issue.maximum}`
        : `is too long; at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function wanted(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a list of fields',
    array: 'a list of entries',
    string: 'text',
    number: 'a finite number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

function shown(input: unknown): string {
  if (input === undefined) return 'missing';
  const text = typeof input === 'number' ? String(input) : (JSON.stringify(input) ?? String(input));
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The fields of the place that has one too many, where they are known. */
function allowedKeys(path: readonly PropertyKey[], document: Document): string {
  const shape = shapeAt(path, document);
  return shape ? `; allowed: ${Object.keys(shape).join(', ')}` : '';
}

function shapeAt(path: readonly PropertyKey[], document: Document): object | undefined {
  const [first, , third] = path;
  const { shape } = scenario;
  if (first === undefined) return shape;
  if (first === 'timeline' && path.length === 2) return shape.timeline.element.shape;
  if (first === 'timeline' && third === 'when') return shape.timeline.element.shape.when.unwrap().shape;
  if (first === 'timeline' && third === 'with') return shape.timeline.element.shape.with.unwrap().shape;
  if (first === 'brace' && path.length === 1) return shape.brace.unwrap().shape;
  if (first === 'person' && path.length === 1) return shape.person.unwrap().shape;
  if (first === 'profile' && path.length === 1) return shape.profile.unwrap().shape;
  if (first === 'criteria' && path.length === 2) {
    const measure = document.getIn([...path, 'measure']);
    return criterion.options.find((option) => option.shape.measure.value === measure)?.shape;
  }
  if (first === 'profile' && path[1] === 'parameters')
    return shape.profile.unwrap().shape.parameters.unwrap().shape;
  return undefined;
}
