import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.txt': 'text/plain; charset=utf-8',
};
/** Vite names what it builds into `assets/` after its content, so such a file never changes. */
const HASHED_ASSET = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

/** One file of the built pages, ready to be sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly entityTag: string;
}

/** Every path that is served, and nothing else is: no request ever reaches the file system. */
export type Pages = ReadonlyMap<string, PageFile>;

/**
 * Reads the built pages once. `NAME.html` is served at `/NAME` (`index.html` at `/`), every other file at its own path;
 * links are left out. A directory that does not exist has no pages.
 */
export async function loadPages(directory: string): Promise<Pages> {
  const pages = new Map<string, PageFile>();
  for (const file of await listFiles(directory)) {
    const path = `/${relative(directory, file).split(sep).map(encodeURIComponent).join('/')}`;
    pages.set(pathOf(path), describe(path, await readFile(file)));
  }
  return pages;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function pathOf(filePath: string): string {
  if (filePath === '/index.html') return '/';
  return filePath.endsWith('.html') ? filePath.slice(0, -'.html'.length) : filePath;
}

function describe(path: string, body: Buffer): PageFile {
  return {
    body,
    contentType: TYPES[extname(path)] ?? 'application/octet-stream',
    cacheControl: HASHED_ASSET.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    entityTag: `"${createHash('sha256').update(body).digest('base64url')}"`,
  };
}
