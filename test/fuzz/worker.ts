/** Runs the share of a campaign that `campaign.ts` hands to one thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { runStretch } from './bytes/stretch.ts';
import type { Share } from './campaign.ts';
import { runEpisode } from './guards/episode.ts';

const share: Share = workerData;
for (let unit = share.first; unit < share.count; unit += share.stride) {
  parentPort?.postMessage(
    share.kind === 'guards' ? runEpisode(share.seed, unit) : runStretch(share.seed, unit),
  );
}
