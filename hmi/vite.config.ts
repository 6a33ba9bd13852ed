import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What the gateway says of itself too: both read it here. */
const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as { version: string };

/** Three pages, nothing inline: the gateway sends `default-src 'self'`. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  define: { __POISE_VERSION__: JSON.stringify(version) },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { patient: here('index.html'), tuning: here('tuning.html'), trackers: here('trackers.html') },
    },
  },
});
