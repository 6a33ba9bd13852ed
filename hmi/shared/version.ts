/** Put in its place by the build (hmi/vite.config.ts); a program that runs from its sources has none. */
declare const __POISE_VERSION__: string | undefined;

/** Version of Poise that this page was built from. What was not built belongs to no Poise. */
export const POISE_VERSION: string = typeof __POISE_VERSION__ === 'string' ? __POISE_VERSION__ : 'not built';
