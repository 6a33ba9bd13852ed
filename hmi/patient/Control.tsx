import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Painters } from '../shared/frameLoop.ts';
import type { ShownControl } from './controls.ts';
import { madeWith } from './deviceClicks.ts';
import { ControlIcon } from './icons.tsx';
import type { FrameDrawing } from './picture.ts';
import { isWay } from './settingScreens.ts';
import type { TargetRegister } from './targetRegister.ts';

/** What the gaze does to a control: nothing, choosing it, keeping its movement going, or resting on what is over. */
function gazeOn(
  id: string,
  dwell: FrameDrawing['dwell'],
  held: FrameDrawing['held'],
): 'none' | 'dwelling' | 'held' | 'done' {
  if (held?.targetId === id) return held.isMoving ? 'held' : 'done';
  return dwell?.targetId === id ? 'dwelling' : 'none';
}

/** Lights what a switch would take, or puts it out. */
export function markScanned(element: HTMLElement, isScanned: boolean): void {
  if ((element.dataset['scan'] === 'on') === isScanned) return;
  if (isScanned) element.dataset['scan'] = 'on';
  else delete element.dataset['scan'];
}

/** What a control says of itself: of several ways only the one in use, of something that is on or off always which. */
function valueKeyOf({ id, isOn, note }: ShownControl): string | null {
  if (note) return `steering.value.${note}`;
  if (isOn === undefined) return null;
  if (isWay(id)) return isOn ? 'setting.inUse' : null;
  return isOn ? 'setting.on' : 'setting.off';
}

/**
 * One control: chosen by resting the gaze on it, or by a click, tap or key. The gaze never moves the keyboard's focus; what it
 * does is drawn through attributes, every frame, outside React.
 */
export function Control({
  control,
  targets,
  painters,
  onChoose,
}: {
  readonly control: ShownControl;
  readonly targets: TargetRegister;
  readonly painters: Painters<FrameDrawing>;
  readonly onChoose: (id: ShownControl['id'], clickedWith: string) => void;
}) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const { id, dwellMs, isRemembered, isOn } = control;

  useEffect(() => {
    const element = button.current;
    return element ? targets.add(element, { kind: 'dwell', id, dwellMs, isRemembered }) : undefined;
  }, [targets, id, dwellMs, isRemembered]);

  useEffect(
    () =>
      painters.add(({ dwell, held, scanned }) => {
        const element = button.current;
        if (!element) return;
        markScanned(element, scanned === id);
        const gaze = gazeOn(id, dwell, held);
        if (element.dataset['gaze'] !== gaze) element.dataset['gaze'] = gaze;
        if (gaze === 'dwelling' && dwell) element.style.setProperty('--dwell', dwell.progress.toFixed(3));
      }),
    [painters, id],
  );

  const valueKey = valueKeyOf(control);
  return (
    <button
      type="button"
      ref={button}
      className="control"
      data-control={id}
      data-place={control.place}
      aria-pressed={isOn}
      onClick={({ nativeEvent }) => onChoose(id, madeWith(nativeEvent))}
    >
      <span className="control-face" aria-hidden="true">
        <svg className="control-ring" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
          <circle className="ring-track" cx="50" cy="50" r="45" pathLength="1" />
          <circle className="ring-progress" cx="50" cy="50" r="45" pathLength="1" />
        </svg>
        <ControlIcon id={id} />
      </span>
      <span className="control-label">{t(`control.${id}`)}</span>
      {valueKey ? (
        <span className="control-value" data-on={isOn}>
          {t(valueKey)}
        </span>
      ) : null}
    </button>
  );
}
