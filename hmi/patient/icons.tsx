import type { ReactNode } from 'react';
import type { ControlId } from '../../controller/gaze/dwell/screens.ts';
import type { SettingId } from './settingScreens.ts';

const ICONS: Readonly<Record<ControlId | SettingId, ReactNode>> = {
  turnLeft: <path d="M42 33C40 17 17 13 7 27m0 0V13m0 14h14" />,
  turnRight: <path d="M6 33C8 17 31 13 41 27m0 0V13m0 14H27" />,
  nodUp: <path d="M24 40V9m0 0L12 21M24 9l12 12" />,
  nodDown: <path d="M24 8v31m0 0L12 27m12 12l12-12" />,
  tiltLeft: <path d="M40 38C40 20 28 11 11 13m0 0l9-9m-9 9l10 9" />,
  tiltRight: <path d="M8 38C8 20 20 11 37 13m0 0l-9-9m9 9l-10 9" />,
  home: <path d="M7 24L24 9l17 15M12 21v18h24V21" />,
  rest: <path d="M18 12v24M30 12v24" />,
  getReady: <path d="M24 5v14M12 12a18 18 0 1 0 24 0" />,
  moveHead: <path d="M16 17l-10 7 10 7M32 17l10 7-10 7M24 6v10m0 16v10" />,
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
  followEyes: (
    <>
      <path d="M4 22c6-10 22-10 28 0-6 10-22 10-28 0z" />
      <circle cx="18" cy="22" r="3.5" />
      <path d="M34 36h9m0 0l-5-5m5 5l-5 5" />
    </>
  ),
  goOn: <path d="M10 9l15 15-15 15M25 9l15 15-15 15" />,
  stopFollowing: (
    <>
      <path d="M6 22c8-12 28-12 36 0-8 12-28 12-36 0z" />
      <path d="M9 39L39 7" />
    </>
  ),
  checkAgain: <path d="M38 10v11H27M37 20a16 16 0 1 0 2 10" />,
  endCheck: <path d="M13 13l22 22M35 13L13 35" />,
  settings: (
    <>
      <path d="M6 14h18m12 0h6M6 34h6m12 0h18" />
      <circle cx="30" cy="14" r="6" />
      <circle cx="18" cy="34" r="6" />
    </>
  ),
  back: <path d="M40 24H8m0 0l12-12M8 24l12 12" />,
  shorter: <path d="M10 24h28" />,
  longer: <path d="M10 24h28M24 10v28" />,
  asSetUp: <path d="M10 10v11h11M11 20a16 16 0 1 1-2 10" />,
  checkPointer: (
    <>
      <circle cx="24" cy="24" r="4" />
      <path d="M24 4v9m0 22v9M4 24h9m22 0h9" />
    </>
  ),
  keepMoving: <path d="M8 10l14 14L8 38M24 10l14 14-14 14" />,
  pressIsSwitch: (
    <>
      <rect x="6" y="10" width="36" height="28" rx="4" />
      <circle cx="24" cy="24" r="5" />
    </>
  ),
  ways: (
    <>
      <path d="M6 38h36M12 38v-8a12 12 0 0 1 24 0v8" />
      <path d="M24 12V5" />
    </>
  ),
  slower: <path d="M10 24h28" />,
  faster: <path d="M10 24h28M24 10v28" />,
  wayLook: (
    <>
      <path d="M5 24c8-13 30-13 38 0-8 13-30 13-38 0z" />
      <circle cx="24" cy="24" r="5" />
    </>
  ),
  wayDeviceClicks: <path d="M17 16l21 9-9 4-4 10zM8 8l5 5M4 19h6M19 4v6" />,
  wayOneSwitch: <path d="M8 38h32M14 38v-6a10 10 0 0 1 20 0v6" />,
  wayTapOrHold: <path d="M8 38h32M14 38v-6a10 10 0 0 1 20 0v6M14 12h4m6 0h12" />,
  wayTwoSwitches: <path d="M4 36h40M7 36v-4a7 7 0 0 1 14 0v4m6 0v-4a7 7 0 0 1 14 0v4" />,
  wayLookAndPress: (
    <>
      <path d="M8 15c7-10 25-10 32 0-7 10-25 10-32 0z" />
      <path d="M10 42h28M16 42v-3a8 8 0 0 1 16 0v3" />
    </>
  ),
};

/** The drawing on a control; it never mirrors with the direction of the text. */
export function ControlIcon({ id }: { readonly id: ControlId | SettingId }) {
  return (
    <svg className="control-icon" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {ICONS[id]}
    </svg>
  );
}
