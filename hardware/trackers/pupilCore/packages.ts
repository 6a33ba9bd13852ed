/** What is used of `zeromq` and `@msgpack/msgpack`, which only Pupil Core needs. */
export interface PupilPackages {
  readonly zeromq: Pick<typeof import('zeromq'), 'Request' | 'Subscriber'>;
  readonly decode: (bytes: Uint8Array) => unknown;
}

/** The packages, or null where they are not installed or not made for this computer. */
export async function loadPupilPackages(): Promise<PupilPackages | null> {
  try {
    const [zeromq, { decode }] = await Promise.all([import('zeromq'), import('@msgpack/msgpack')]);
    return { zeromq, decode };
  } catch {
    return null;
  }
}
