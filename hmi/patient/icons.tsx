import type { ReactNode } from 'react';
import type { ControlId } from '../../controller/gaze/dwell/screens.ts';

const ICONS: Readonly<Record<ControlId, ReactNode>> = {
  turnLeft: <path d="M42 33C40 17 17 13 7 27m0 0V13m0 14h14" />,
  turnRight: <path d="M6 33C8 17 31 13 41 27m0 0V13m0 14H27" />,
  nodUp: <path d="M24 40V9m0 0L12 21M24 9l12 12" />,
  nodDown: <path d="M24 8v31m0 0L12 27m12 12l12-12" />,
  tiltLeft: <path d="M40 38C40 20 28 11 11 13m0 0l9-9m-9 9l10 9" />,
  tiltRight: <path d="M8 38C8 20 20 11 37 13m0 0l-9-9m9 9l-10 9" />,
  home: <path d="M7 24L24 9l17 15M12 21v18h24V21" />,
  rest: <path d="M18 12v24M30 12v24" />,
  getReady: <path d="M24 5v14M12 12a18 18 0 1 0 24 0" />,
  yes: <path d="M9 25l10 10L39 13" />,
  no: <path d="M13 13l22 22M35 13L13 35" />,
  continue: <path d="M15 9l20 15-20 15z" />,
  yesContinue: <path d="M9 25l10 10L39 13" />,
  notYet: <path d="M13 13l22 22M35 13L13 35" />,
  haveLooked: (
    <>
      <path d="M5 24c8-13 30-13 38 0-8 13-30 13-38 0z" />
      <circle cx="24" cy="24" r="5" />
    </>
  ),
  yesGoOn: <path d="M9 25l10 10L39 13" />,
  lookAgain: <path d="M13 13l22 22M35 13L13 35" />,
};

/** The drawing on a control; it never mirrors with the direction of the text. */
export function ControlIcon({ id }: { readonly id: ControlId }) {
  return (
    <svg className="control-icon" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {ICONS[id]}
    </svg>
  );
}
