import { useEffect, useRef, useState } from 'react';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { CalibrationStatus, TrackerStatus } from '../../protocol/trackers.ts';
import type { PageClient, Request } from '../shared/pageClient.ts';
import { useShown } from '../shared/useShown.ts';
import { fillScreen, leaveFullScreen } from './fullScreen.ts';
import { type PointCount, targetsOf } from './targets.ts';

/** Why the last press came to nothing. */
export type CalibrationProblem =
  | { readonly kind: 'refused'; readonly id: RefusalId }
  | { readonly kind: 'notSent' }
  | { readonly kind: 'notFilled' };

export interface CalibrationUse {
  /** Of the tracker that can be calibrated; null where there is none. */
  readonly tracker: (TrackerStatus & { readonly calibration: CalibrationStatus }) | null;
  /** This page shows the targets, or has. */
  readonly isMine: boolean;
  readonly problem: CalibrationProblem | null;
  begin(count: PointCount): void;
  redo(): void;
  cancel(): void;
}

const hasCalibration = (
  status: TrackerStatus,
): status is TrackerStatus & { readonly calibration: CalibrationStatus } => status.calibration !== undefined;

/** What this page asks of the tracker, and what became of it. Targets are shares of the screen, so the page must fill it first. */
export function useCalibration(client: PageClient): CalibrationUse {
  const trackers = useShown(client, (shown) => shown.trackers);
  const clientId = useShown(client, (shown) => shown.session?.clientId ?? null);
  const [problem, setProblem] = useState<CalibrationProblem | null>(null);
  const requestId = useRef<string | null>(null);

  useEffect(
    () =>
      client.onMessage((message) => {
        if (message.type !== 'refused' || message.requestId === null) return;
        if (message.requestId !== requestId.current) return;
        leaveFullScreen();
        setProblem({ kind: 'refused', id: message.id });
      }),
    [client],
  );

  const ask = (request: Request): void => {
    requestId.current = client.request(request);
    if (requestId.current !== null) return;
    leaveFullScreen();
    setProblem({ kind: 'notSent' });
  };
  const askFilled = async (request: Request): Promise<void> => {
    setProblem(null);
    if (await fillScreen()) ask(request);
    else setProblem({ kind: 'notFilled' });
  };

  const tracker = trackers?.find(hasCalibration) ?? null;
  return {
    tracker,
    isMine:
      tracker !== null && tracker.calibration.holder !== null && tracker.calibration.holder === clientId,
    problem,
    begin: (count) => void askFilled({ type: 'calibrateTracker', targets: targetsOf(count) }),
    redo: () => void askFilled({ type: 'redoCalibration' }),
    cancel: () => ask({ type: 'cancelCalibration' }),
  };
}
