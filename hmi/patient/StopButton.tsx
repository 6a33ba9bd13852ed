import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Painters } from '../shared/frameLoop.ts';
import { markScanned } from './Control.tsx';
import type { FrameDrawing } from './picture.ts';
import type { TargetRegister } from './targetRegister.ts';

/** STOP: in the same place in every state, acting as soon as the gaze is on it. */
export function StopButton({
  targets,
  painters,
  hasSwitch,
  onStop,
}: {
  readonly targets: TargetRegister;
  readonly painters: Painters<FrameDrawing>;
  /** Space is a switch, then. */
  readonly hasSwitch: boolean;
  readonly onStop: () => void;
}) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const element = button.current;
    return element ? targets.add(element, { kind: 'stop', id: 'stop', side: 'inside' }) : undefined;
  }, [targets]);
  useEffect(
    () =>
      painters.add(({ scanned }) => {
        if (button.current) markScanned(button.current, scanned === 'stop');
      }),
    [painters],
  );
  return (
    <button
      type="button"
      ref={button}
      className="stop"
      // Pressing must stop, not letting go; a key or a switch arrives as a click.
      onPointerDown={onStop}
      onClick={({ detail }) => {
        if (detail === 0) onStop();
      }}
      aria-keyshortcuts={hasSwitch ? 'Escape' : 'Space Escape'}
    >
      <svg className="stop-shape" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <path d="M31 4h38l27 27v38L69 96H31L4 69V31z" />
      </svg>
      <span className="stop-word">{t('control.stop')}</span>
      <span className="stop-hint">{t(hasSwitch ? 'control.stopHintSwitch' : 'control.stopHint')}</span>
    </button>
  );
}
