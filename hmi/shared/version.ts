/** Version of Poise that this page was built from. */
export const POISE_VERSION = '0.1.0';
