import { parseSync } from 'vite';
import { isNode, type Node, nodeAt, offsetAt, textAt, walk } from '../evidence/syntax.ts';

/** A mistake planted in one constant of one file. */
export type Edit =
  /** Every number in it times a factor, whole ones staying whole and never the same. */
  | { readonly kind: 'scale'; readonly file: string; readonly name: string; readonly factor: number }
  /** Entries of a table replaced by others. */
  | {
      readonly kind: 'entry';
      readonly file: string;
      readonly name: string;
      readonly key: string;
      readonly change: Readonly<Record<string, unknown>>;
    };

const NAME = /^[A-Z][A-Z0-9_]*$/;
const NUMERIC = [
  'Literal',
  'Identifier',
  'UnaryExpression',
  'BinaryExpression',
  'ArrayExpression',
  'ObjectExpression',
  'Property',
  'ParenthesizedExpression',
];

/** The constants at the top of a file that are made of numbers alone, or of numbers and other such constants. */
export function numericConstants(text: string, file: string): readonly string[] {
  return constantsOf(text, file)
    .filter(({ name, init }) => NAME.test(name) && isNumeric(init))
    .map(({ name }) => name);
}

/** The text with the edit in it. Throws if the constant is not there: a plant that changes nothing proves nothing. */
export function applyEdit(text: string, edit: Edit): string {
  const found = constantsOf(text, edit.file).find(({ name }) => name === edit.name);
  if (!found) throw new Error(`${edit.file} has no constant ${edit.name}.`);
  const [start, end] = [offsetAt(found.init, 'start'), offsetAt(found.init, 'end')];
  return `${text.slice(0, start)}(${editorOf(edit)})(${text.slice(start, end)})${text.slice(end)}`;
}

/** The text with a query after every address that it computes and imports, so that it gets the modules of its own trial. */
export function withQueryOnImports(text: string, file: string, query: string): string {
  const sources: Node[] = [];
  walk(parseSync(file, text).program, (node) => {
    const source = node.type === 'ImportExpression' ? nodeAt(node, 'source') : undefined;
    if (source && source.type !== 'Literal') sources.push(source);
    return true;
  });
  return sources.reduceRight((edited, source) => {
    const [start, end] = [offsetAt(source, 'start'), offsetAt(source, 'end')];
    return `${edited.slice(0, start)}(${edited.slice(start, end)}) + ${JSON.stringify(query)}${edited.slice(end)}`;
  }, text);
}

/** A function, as text, from what the constant was to what it is now. */
function editorOf(edit: Edit): string {
  if (edit.kind === 'entry') {
    const [key, change] = [JSON.stringify(edit.key), JSON.stringify(edit.change)];
    return `(table) => ({ ...table, [${key}]: { ...table[${key}], ...${change} } })`;
  }
  return `function scaled(value) {
    if (Array.isArray(value)) return value.map(scaled);
    if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scaled(one)]));
    const exact = value * ${edit.factor};
    if (!Number.isInteger(value) || value === 0) return exact;
    return Math.round(exact) === value ? value + Math.sign(exact - value) : Math.round(exact);
  }`;
}

interface Constant {
  readonly name: string;
  readonly init: Node;
}

function constantsOf(text: string, file: string): readonly Constant[] {
  const { program, errors } = parseSync(file, text);
  const [problem] = errors;
  if (problem) throw new Error(`${file}: ${problem.message}`);
  return program.body.flatMap((statement: unknown): readonly Constant[] => {
    if (!isNode(statement)) return [];
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? nodeAt(statement, 'declaration') : statement;
    if (declaration?.type !== 'VariableDeclaration' || !Array.isArray(declaration['declarations'])) return [];
    return declaration['declarations'].flatMap((declarator: unknown) => {
      if (!isNode(declarator)) return [];
      const init = nodeAt(declarator, 'init');
      return init ? [{ name: textAt(declarator['id'], 'name'), init: withoutType(init) }] : [];
    });
  });
}

/** `x as const satisfies T` is a matter of types alone; the edit goes inside it. */
function withoutType(node: Node): Node {
  const isType = node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression';
  const inner = isType ? nodeAt(node, 'expression') : undefined;
  return inner ? withoutType(inner) : node;
}

function isNumeric(init: Node): boolean {
  let hasNumber = false;
  let isPure = true;
  walk(init, (node) => {
    const value = node['value'];
    if (node.type === 'Literal' && typeof value === 'number') hasNumber ||= value !== 0;
    else if (node.type === 'Literal' || !NUMERIC.includes(node.type)) isPure = false;
    return isPure;
  });
  return hasNumber && isPure;
}
