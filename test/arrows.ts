import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The folders are the architecture, and imports run one way. A room may import itself, packages and Node, and of ours only what
 * stands here. `npm run arrows` fails on any other import, and on having checked nothing.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'controller/motion': ['protocol'],
  'controller/gaze': ['protocol'],
  'controller/safety': ['protocol', 'controller/motion/kinematics'],
  'controller/control': [
    'protocol',
    'controller/safety',
    'controller/gaze',
    'controller/motion',
    'hardware/board',
    'hardware/link',
  ],
  'controller/store': ['protocol'],
  'controller/gateway': ['protocol', 'controller/store', 'hardware/trackers'],
  /** main.ts and what supervises the processes: starts them, knows nothing of them; its own record it writes as the store does. */
  controller: ['protocol', 'controller/store/atomicWrite'],
  'hardware/link': ['protocol'],
  'hardware/board': ['protocol', 'hardware/link'],
  /** An entry of its own: it generates the limits and the map of poses that are compiled into the chip. */
  'hardware/firmware': ['protocol', 'controller/safety', 'controller/motion'],
  'hardware/trackers': ['protocol'],
  sim: [
    'protocol',
    'controller/control',
    'hardware/board',
    'hardware/link',
    'controller/motion',
    'controller/gaze',
    /** The gate puts its verdicts where the gateway looks for them. */
    'controller/store/verdictFiles',
  ],
  hmi: [
    'protocol',
    'controller/safety',
    'controller/motion/kinematics',
    'controller/gaze/dwell',
    /** Tables, words and geometry of steering: a page that had its own would tell other bounds than control holds to. */
    'controller/gaze/strategies',
    'controller/gaze/screen',
    'controller/gaze/loopDelay',
  ],
};
/** Rooms in which nothing may touch the world, the clock or chance. */
const PURE = ['controller/motion', 'controller/gaze', 'controller/safety', 'protocol'];
const PACKAGES_OF_PURE: Readonly<Record<string, readonly string[]>> = {
  protocol: ['zod'],
  'controller/safety': ['xstate'],
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

export interface ArrowProblem {
  readonly file: string;
  readonly imports: string;
  readonly why: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'dist' || entry.name === 'node_modules' ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`);

function roomOf(path: string): string | undefined {
  return Object.keys(ARROWS)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Every import under `root` that DESIGN's arrows forbid, and how many files were read. */
export function checkArrows(root: string): {
  readonly problems: readonly ArrowProblem[];
  readonly files: number;
} {
  const problems: ArrowProblem[] = [];
  const tops = [...new Set(Object.keys(ARROWS).map((room) => room.split('/')[0] ?? room))];
  const files = tops
    .map((top) => join(root, top))
    .filter((top) => statSync(top, { throwIfNoEntry: false }))
    .flatMap(sourceFiles);
  for (const file of files) {
    const path = relative(root, file).split(sep).join('/');
    const room = roomOf(path);
    const add = (imports: string, why: string): void => void problems.push({ file: path, imports, why });
    if (!room) {
      add('', 'lies in no room of the house');
      continue;
    }
    const isPure = PURE.includes(room);
    for (const match of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2] ?? '';
      if (!specifier.startsWith('.')) {
        if (isPure && !(PACKAGES_OF_PURE[room] ?? []).includes(specifier)) add(specifier, `${room} is pure`);
        continue;
      }
      const target = relative(root, resolve(dirname(file), specifier))
        .split(sep)
        .join('/');
      if (target.startsWith('..')) add(target, 'leads out of the project');
      else if (
        roomOf(target) !== room &&
        !(ARROWS[room] ?? []).some((allowed) => isWithin(target, allowed))
      ) {
        add(target, `${room} may not import it`);
      }
    }
  }
  return { problems, files: files.length };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { problems, files } = checkArrows(resolve(import.meta.dirname, '..'));
  for (const { file, imports, why } of problems) console.error(`${file} imports ${imports}: ${why}`);
  console.log(`arrows: ${files} files checked, ${problems.length} wrong`);
  process.exitCode = problems.length > 0 || files === 0 ? 1 : 0;
}
