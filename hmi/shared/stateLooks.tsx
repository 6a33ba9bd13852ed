import type { StateName } from '../../protocol/states.ts';

export type ShownState = StateName | 'unknown';

/** Five looks for eleven states: each has its own shape, so that colour never stands alone. */
export type Look = 'unknown' | 'waiting' | 'still' | 'ready' | 'moving' | 'stopped' | 'fault';

export const LOOKS: Readonly<Record<ShownState, Look>> = {
  unknown: 'unknown',
  starting: 'waiting',
  selfTest: 'waiting',
  standby: 'still',
  ready: 'ready',
  engaged: 'moving',
  paused: 'still',
  retreating: 'moving',
  protectiveHold: 'fault',
  supportedRelease: 'waiting',
  stopped: 'stopped',
};

/** The shape of a state: question mark, dots, bars, disc, arrows, octagon or triangle. */
export function StateShape({ look }: { readonly look: Look }) {
  return (
    <svg className="state-shape" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {SHAPES[look]}
    </svg>
  );
}

const SHAPES: Readonly<Record<Look, React.ReactNode>> = {
  unknown: (
    <>
      <circle cx="24" cy="24" r="20" className="shape-line" strokeDasharray="6 5" />
      <path className="shape-line" d="M18 19.5c0-8 12.5-8 12.5 0 0 5-6.5 5-6.5 10M24 35.500v.5" />
    </>
  ),
  waiting: (
    <>
      <circle cx="24" cy="24" r="20" className="shape-line" />
      <path className="shape-line" d="M15 24h.01M24 24h.01M33 24h.01" strokeWidth="6" />
    </>
  ),
  still: (
    <>
      <rect x="5" y="5" width="38" height="38" rx="9" className="shape-line" />
      <path className="shape-line" d="M18.5 16v16M29.5 16v16" strokeWidth="5" />
    </>
  ),
  ready: (
    <>
      <circle cx="24" cy="24" r="20" className="shape-fill" />
      <path className="shape-cut" d="M15 24.500l6.5 6.500L33.5 18" />
    </>
  ),
  moving: <path className="shape-line" d="M8 12l12 12L8 36M25 12l12 12-12 12" strokeWidth="5.5" />,
  stopped: (
    <path className="shape-fill" d="M15.700 4h16.600L44 15.700v16.600L32.300 44H15.700L4 32.300V15.700z" />
  ),
  fault: (
    <>
      <path className="shape-fill" d="M24 4L46 43H2z" />
      <path className="shape-cut" d="M24 17v13M24 36.500v.5" />
    </>
  ),
};
