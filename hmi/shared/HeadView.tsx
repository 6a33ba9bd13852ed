import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pose } from '../../protocol/pose.ts';
import type { Painters } from './frameLoop.ts';
import { type Camera, type HeadLines, headLines, pathData } from './headShape.ts';
import { AXES, axisWords } from './poseWords.ts';

/** The two poses a head is drawn in; null is unknown and is drawn as such. */
export interface HeadDrawing {
  readonly measured: Pose | null;
  readonly commanded: Pose | null;
}

const CAMERAS = ['mirror', 'side'] as const;

/** A drawing of the head from two sides with the measured pose filled, the commanded one dashed, and the figures. */
export function HeadView({
  painters,
  decimals = 0,
}: {
  readonly painters: Painters<HeadDrawing>;
  readonly decimals?: number;
}) {
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);

  useEffect(() => {
    let drawn: HeadDrawing | undefined;
    return painters.add((drawing) => {
      if (!root.current) return;
      if (
        drawn &&
        isSamePose(drawn.measured, drawing.measured) &&
        isSamePose(drawn.commanded, drawing.commanded)
      )
        return;
      drawn = drawing;
      for (const camera of CAMERAS) paintHead(root.current, camera, drawing);
      paintFigures(root.current, drawing, decimals, t);
    });
  }, [painters, decimals, t]);

  return (
    <figure className="head" ref={root} aria-label={t('head.label')}>
      <div className="head-views">
        {CAMERAS.map((camera) => (
          <HeadSvg key={camera} camera={camera} title={t(`head.${camera}`)} />
        ))}
      </div>
      <figcaption className="head-figures">
        <span className="head-legend" aria-hidden="true">
          <span className="legend-measured">{t('head.measured')}</span>
          <span className="legend-commanded">{t('head.commanded')}</span>
        </span>
        {AXES.map((axis) => (
          <span className="head-figure" key={axis} data-axis={axis}>
            <span className="figure-name">{t(`head.${axis}`)}</span>
            <span className="figure-measured" data-pose="measured">
              ?
            </span>
            <span className="figure-commanded" data-pose="commanded">
              ?
            </span>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function isSamePose(a: Pose | null, b: Pose | null): boolean {
  if (a === null || b === null) return a === b;
  return a.yawDeg === b.yawDeg && a.pitchDeg === b.pitchDeg && a.rollDeg === b.rollDeg;
}

function HeadSvg({ camera, title }: { readonly camera: Camera; readonly title: string }) {
  return (
    <svg
      className="head-svg"
      data-camera={camera}
      viewBox="-1.25 -2.12 2.5 2.6"
      role="img"
      aria-label={title}
      focusable="false"
    >
      <path
        className="head-body"
        d={
          camera === 'mirror'
            ? 'M-1.22 .46C-1.1 .24 -.6 .22 -.36 .08L-.32 -.4L.32 -.4L.36 .08C.6 .22 1.1 .24 1.22 .46'
            : 'M-.84 .46C-.78 .12 -.5 .06 -.42 -.14L-.4 -.5L.26 -.4L.26 -.04C.3 .12 .6 .18 .76 .46'
        }
      />
      {/* The commanded head lies between the measured one's filling and its lines: where both agree, only the measured shows. */}
      <g data-pose="measured">
        <ellipse data-part="outline" className="head-skull" />
      </g>
      <g data-pose="commanded" className="head-commanded">
        <ellipse data-part="outline" />
        <path data-part="midline" />
        <path data-part="nose" />
      </g>
      <g data-pose="measured" className="head-measured">
        <ellipse data-part="outline" />
        <path data-part="ears" />
        <path data-part="midline" className="head-line" />
        <path data-part="band" className="head-band" />
        <path data-part="eyes" className="head-eyes" />
        <path data-part="nose" className="head-nose" />
        <path data-part="mouth" />
      </g>
      <text className="head-unknown" x="0" y="-.62" textAnchor="middle">
        ?
      </text>
    </svg>
  );
}

function paintHead(root: HTMLElement, camera: Camera, drawing: HeadDrawing): void {
  const svg = root.querySelector(`svg[data-camera="${camera}"]`);
  if (!svg) return;
  svg.toggleAttribute('data-unknown', drawing.measured === null);
  for (const which of ['measured', 'commanded'] as const) {
    const pose = drawing[which];
    const lines = pose && headLines(pose, camera);
    for (const group of svg.querySelectorAll(`[data-pose="${which}"]`)) {
      group.toggleAttribute('data-hidden', lines === null);
      if (lines) paintLines(group, lines);
    }
  }
}

function paintLines(group: Element, lines: HeadLines): void {
  const { x, y, rx, ry, tiltDeg } = lines.outline;
  const outline = group.querySelector('[data-part="outline"]');
  outline?.setAttribute('rx', rx.toFixed(3));
  outline?.setAttribute('ry', ry.toFixed(3));
  outline?.setAttribute(
    'transform',
    `translate(${x.toFixed(3)} ${y.toFixed(3)}) rotate(${tiltDeg.toFixed(2)})`,
  );
  const paths = {
    nose: pathData(lines.nose),
    mouth: pathData(lines.mouth),
    midline: pathData(lines.midline),
    band: pathData(lines.band),
    eyes: lines.eyes.map(pathData).join(''),
    ears: lines.ears.map(pathData).join(''),
  };
  for (const [part, data] of Object.entries(paths)) {
    group.querySelector(`[data-part="${part}"]`)?.setAttribute('d', data);
  }
}

function paintFigures(
  root: HTMLElement,
  drawing: HeadDrawing,
  decimals: number,
  t: (key: string) => string,
): void {
  for (const axis of AXES) {
    for (const which of ['measured', 'commanded'] as const) {
      const cell = root.querySelector(`[data-axis="${axis}"] [data-pose="${which}"]`);
      if (!cell) continue;
      const pose = drawing[which];
      const text = pose ? wordsOf(pose, axis, decimals, t) : t('head.unknown');
      if (cell.textContent !== text) cell.textContent = text;
    }
  }
}

function wordsOf(
  pose: Pose,
  axis: (typeof AXES)[number],
  decimals: number,
  t: (key: string) => string,
): string {
  const { amountDeg, direction } = axisWords(pose, axis, decimals);
  return direction === 'straight' ? `${amountDeg}°` : `${amountDeg}° ${t(`head.${direction}`)}`;
}
