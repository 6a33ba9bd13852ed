/** A piece of a syntax tree (ESTree). Only what is looked for is looked at, so that new syntax cannot break a tool. */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The piece under a key, or undefined. */
export function nodeAt(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The text under a key, '' if there is none. */
export function textAt(value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text : '';
}

/** The offset under a key; throws if there is none, since an edit at a guessed place would be worse than none. */
export function offsetAt(node: Node, key: 'start' | 'end'): number {
  const offset = node[key];
  if (typeof offset !== 'number') throw new Error(`A ${node.type} without a place in its file.`);
  return offset;
}

/** Visits every piece from the outside in; `visit` says whether to go on into it. */
export function walk(value: unknown, visit: (node: Node) => boolean): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value) && !visit(value)) return;
  for (const inner of Object.values(value)) walk(inner, visit);
}
