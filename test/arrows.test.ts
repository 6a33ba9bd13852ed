import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkArrows } from './arrows.ts';

const root = resolve(import.meta.dirname, '..');
const made: string[] = [];

/** A small house with one file in a room. */
function houseWith(path: string, text: string): string {
  const house = mkdtempSync(join(tmpdir(), 'poise-arrows-'));
  made.push(house);
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
  return house;
}

afterEach(() => {
  for (const house of made.splice(0)) rmSync(house, { recursive: true });
});

describe('arrows', () => {
  test('the project keeps to them, and it was read', () => {
    const { problems, files } = checkArrows(root);
    expect(problems).toEqual([]);
    expect(files).toBeGreaterThan(100);
  });

  test.each([
    ['controller/safety/x.ts', `import { y } from '../gateway/y.ts';`, 'controller/safety may not import it'],
    [
      'controller/safety/x.ts',
      `import { y } from '../motion/trajectory.ts';`,
      'controller/safety may not import it',
    ],
    ['controller/safety/x.ts', `import { readFileSync } from 'node:fs';`, 'controller/safety is pure'],
    [
      'controller/gateway/x.ts',
      `import { y } from '../control/y.ts';`,
      'controller/gateway may not import it',
    ],
    [
      'controller/control/x.ts',
      `import type { Y } from '../../sim/y.ts';`,
      'controller/control may not import it',
    ],
    ['controller/control/x.ts', `export { y } from '../store/y.ts';`, 'controller/control may not import it'],
    ['hmi/x.ts', `const y = await import('../controller/control/y.ts');`, 'hmi may not import it'],
    ['hmi/x.ts', `import { y } from '../controller/gaze/filter/y.ts';`, 'hmi may not import it'],
    ['protocol/x.ts', `import { y } from '../hmi/y.ts';`, 'protocol may not import it'],
    ['controller/attic/x.ts', `import { y } from '../safety/y.ts';`, 'controller may not import it'],
  ])('%s with %s is found', (path, text, why) => {
    expect(checkArrows(houseWith(path, text)).problems).toEqual([
      expect.objectContaining({ file: path, why }),
    ]);
  });

  test('an import over several lines is found', () => {
    const text = `import {\n  y,\n} from '../../sim/y.ts';\n`;
    expect(checkArrows(houseWith('controller/control/x.ts', text)).problems).toHaveLength(1);
  });

  test('an empty house has no files, which the command takes for a failure', () => {
    const house = mkdtempSync(join(tmpdir(), 'poise-arrows-'));
    made.push(house);
    cpSync(join(root, 'LICENSE'), join(house, 'LICENSE'));
    expect(checkArrows(house).files).toBe(0);
  });
});
