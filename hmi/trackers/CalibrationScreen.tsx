import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalibrationRun } from '../../protocol/trackers.ts';
import { useFaults } from '../shared/FaultList.tsx';
import type { PageClient } from '../shared/pageClient.ts';
import { leaveFullScreen } from './fullScreen.ts';

/**
 * The whole screen while a calibration runs: the target that the tracker looks at, and nothing else. Escape, a click, leaving the full
 * screen or a new alarm ends it.
 */
export function CalibrationScreen({
  client,
  run,
  onCancel,
}: {
  readonly client: PageClient;
  readonly run: CalibrationRun;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const self = useRef<HTMLDivElement>(null);
  const cancel = useRef(onCancel);
  cancel.current = onCancel;
  useEndings(cancel);
  useNewAlarm(client, cancel);
  useEffect(() => {
    self.current?.focus();
    return leaveFullScreen;
  }, []);
  return (
    <div className="run" ref={self} tabIndex={-1} role="dialog" aria-label={t('trackers.calibrate.title')}>
      <Content run={run} />
    </div>
  );
}

function Content({ run }: { readonly run: CalibrationRun }) {
  const { t } = useTranslation();
  switch (run.kind) {
    case 'preparing':
      return (
        <p className="run-words">
          <strong>{t('trackers.calibrate.prepare')}</strong> {t('trackers.calibrate.prepareHint')}
        </p>
      );
    case 'looking': {
      const target = run.targets[run.index];
      if (!target) return null;
      const words = { number: run.index + 1, count: run.targets.length };
      return (
        <span
          key={run.index}
          className="target"
          role="img"
          aria-label={t('trackers.calibrate.point', words)}
          data-index={run.index}
          style={{ left: `${target.x * 100}%`, top: `${target.y * 100}%` }}
        />
      );
    }
    case 'computing':
      return <p className="run-words">{t('trackers.calibrate.computing')}</p>;
    case 'idle':
    case 'done':
    case 'failed':
      return null;
  }
}

function useEndings(cancel: { readonly current: () => void }): void {
  useEffect(() => {
    const wasFull = document.fullscreenElement !== null;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel.current();
    };
    const onPointer = () => cancel.current();
    const onLeft = () => {
      if (document.hidden || (wasFull && !document.fullscreenElement)) cancel.current();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('pointerdown', onPointer);
    document.addEventListener('fullscreenchange', onLeft);
    document.addEventListener('visibilitychange', onLeft);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('fullscreenchange', onLeft);
      document.removeEventListener('visibilitychange', onLeft);
    };
  }, [cancel]);
}

/** Targets cover what the page says of alarms: one that is new must be seen. */
function useNewAlarm(client: PageClient, cancel: { readonly current: () => void }): void {
  const newest = Math.max(-1, ...useFaults(client).map(({ alarm }) => alarm?.occurrence ?? -1));
  const known = useRef(newest);
  useEffect(() => {
    if (newest > known.current) cancel.current();
    known.current = Math.max(known.current, newest);
  }, [newest, cancel]);
}
