import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packed, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
/** Only the tests' own pages are opened, and the machines they run on have no sandbox. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];
/** Without a graphics card the plain software renderer is quickest; WebGL needs SwiftShader behind ANGLE. */
const WITHOUT_WEBGL = ['--disable-gpu'];
const WITH_WEBGL = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** As a kiosk is started, whose person cannot click. */
const WITH_SOUND = ['--autoplay-policy=no-user-gesture-required'];

const FONT_SETTINGS = 'poise-fonts.conf';

/** The package's own settings look for its fonts where it is never unpacked; a page without any font crashes this browser. */
const fontSettings = (directory: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

interface Installed {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a headless Chromium: the one that CHROMIUM_PATH names, the system's, or else the one that comes as an npm package with
 * its own libraries, so that nothing else has to be installed.
 */
export async function launchBrowser({ needsWebGl = false, maySound = false } = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({
    executablePath,
    args: [...ARGUMENTS, ...(needsWebGl ? WITH_WEBGL : WITHOUT_WEBGL), ...(maySound ? WITH_SOUND : [])],
    env: { ...definedEnvironment(), ...env },
    headless: true,
  });
}

async function findChromium(): Promise<Installed> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return { executablePath: named, env: {} };
  }
  if (existsSync(SYSTEM_CHROMIUM)) return { executablePath: SYSTEM_CHROMIUM, env: {} };
  return unpackChromium();
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** Unpacked once per version, whole or not at all: several test files may start at the same time. */
async function unpackChromium(): Promise<Installed> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const home = join(dirname(entry), '..');
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const unpacked = join(tmpdir(), `poise-chromium-${version}`);
  if (!existsSync(unpacked)) await unpackInto(unpacked, join(home, 'bin'));
  const libraries = join(unpacked, 'al2023', 'lib');
  const present = process.env['LD_LIBRARY_PATH'];
  return {
    executablePath: join(unpacked, 'chromium'),
    env: {
      LD_LIBRARY_PATH: present ? `${libraries}:${present}` : libraries,
      FONTCONFIG_FILE: join(unpacked, FONT_SETTINGS),
    },
  };
}

async function unpackInto(destination: string, packages: string): Promise<void> {
  await mkdir(dirname(destination), { recursive: true });
  const partial = await mkdtemp(`${destination}-`);
  // The package unpacks into the directory for temporary files, and nowhere else.
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = partial;
  try {
    await packed.executablePath(packages);
    await inflate(join(packages, 'al2023.tar.br'));
    await writeFile(join(partial, FONT_SETTINGS), fontSettings(destination));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  try {
    await rename(partial, destination);
  } catch (error) {
    if (!existsSync(destination)) throw error;
    // Another process was faster.
    await rm(partial, { recursive: true });
  }
}
