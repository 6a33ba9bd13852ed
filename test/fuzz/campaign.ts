import { Worker } from 'node:worker_threads';

/** Every `stride`th unit from `first` on, below `count`. */
export interface Share {
  readonly kind: 'guards' | 'bytes';
  readonly seed: number;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * Runs `count` units in worker threads and hands over each result as it comes; `onResult` answers whether to go on. Rejects with
 * what a worker dies of.
 */
export async function runCampaign<Result>(
  what: Pick<Share, 'kind' | 'seed' | 'count'>,
  threads: number,
  onResult: (result: Result) => boolean,
): Promise<void> {
  const workers = Array.from({ length: threads }, (_, first) => {
    const workerData: Share = { ...what, first, stride: threads };
    return new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  });
  const endAll = () => Promise.all(workers.map((worker) => worker.terminate()));
  const ended = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (result: Result) => {
          if (!onResult(result)) void endAll();
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      }),
  );
  try {
    await Promise.all(ended);
  } finally {
    await endAll();
  }
}
