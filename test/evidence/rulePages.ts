import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** One numbered rule of a RULES.md. */
export interface Rule {
  readonly id: string;
  /** The sentence, on one line. */
  readonly text: string;
  /** The page it stands on, from the project's folder. */
  readonly page: string;
  readonly isRetired: boolean;
}

const NOT_OURS = ['node_modules', 'dist', 'reports', '.git', '.run', '.stryker'];
const RULE = /^- \*\*([A-Z]\d+)\*\*:? +(.*)$/;

/** All rules of all RULES.md under a folder, the retired ones (section 'Retired') among them. */
export function readRules(root: string): readonly Rule[] {
  return filesUnder(root, (name) => name === 'RULES.md').flatMap((path) =>
    rulesIn(readFileSync(path, 'utf8'), relative(root, path).split(sep).join('/')),
  );
}

/** The rules of one page. */
export function rulesIn(text: string, page: string): readonly Rule[] {
  const rules: Rule[] = [];
  let isRetired = false;
  let open: { id: string; lines: string[] } | undefined;
  const close = (): void => {
    if (open) rules.push({ id: open.id, text: open.lines.join(' '), page, isRetired });
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    const [, id, sentence] = RULE.exec(line) ?? [];
    if (heading !== undefined || id !== undefined || line.trim() === '' || line.startsWith('- ')) close();
    if (heading !== undefined) isRetired = /^retired\b/i.test(heading);
    else if (id !== undefined) open = { id, lines: [sentence ?? ''] };
    else open?.lines.push(line.trim());
  }
  close();
  return rules;
}

/** Every file under a folder whose name is wanted, ours only. */
export function filesUnder(folder: string, isWanted: (name: string) => boolean): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : filesUnder(path, isWanted);
    return entry.isFile() && isWanted(entry.name) ? [path] : [];
  });
}
