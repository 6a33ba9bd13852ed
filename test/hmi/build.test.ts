import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../hmi/build.ts';
import packageFile from '../../package.json' with { type: 'json' };

const DIST = fileURLToPath(new URL('../../hmi/dist/', import.meta.url));

beforeAll(async () => {
  await buildIfStale();
});

async function scriptsOf(page: string): Promise<readonly string[]> {
  const html = await readFile(`${DIST}${page}`, 'utf8');
  const names = [...html.matchAll(/\/assets\/([\w.-]+\.js)/g)].map(([, name]) => name ?? '');
  return Promise.all(names.map((name) => readFile(`${DIST}assets/${name}`, 'utf8')));
}

describe('the built pages', () => {
  it('are built once and then fresh, also for two that ask at the same time', async () => {
    expect(await Promise.all([buildIfStale(), buildIfStale()])).toEqual(['fresh', 'fresh']);
  });

  it('hold nothing inline, as the Content-Security-Policy demands', async () => {
    for (const page of ['index.html', 'tuning.html', 'trackers.html']) {
      const html = await readFile(`${DIST}${page}`, 'utf8');
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
      expect(html).toMatch(/<script[^>]*\ssrc=/);
    }
  });

  it('are React’s production version, whatever runs the build', async () => {
    for (const name of await readdir(`${DIST}assets`)) {
      if (name.endsWith('.js'))
        expect(await readFile(`${DIST}assets/${name}`, 'utf8')).not.toContain('React DevTools');
    }
  });

  it('S139: know the version that they were built from, each page', async () => {
    for (const page of ['index.html', 'tuning.html', 'trackers.html']) {
      const scripts = await scriptsOf(page);
      expect(scripts.some((script) => script.includes(packageFile.version))).toBe(true);
      for (const script of scripts) expect(script).not.toMatch(/__POISE_VERSION__|not built/);
    }
  });

  it('give the patient’s page neither three nor the engineer’s widgets', async () => {
    const scripts = await scriptsOf('index.html');
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts)
      expect(script).not.toMatch(/WebGLRenderer|react-aria-pressable|NumberField/);
    const tuning = await scriptsOf('tuning.html');
    expect(tuning.some((script) => script.includes('react-aria-pressable'))).toBe(true);
  });
});
