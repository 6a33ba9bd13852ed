import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Liveness, PagePoint } from '../../controller/gaze/dwell/liveness.ts';
import type { Profile } from '../../protocol/profile.ts';
import { dwellMsOf } from './preferences.ts';
import type { Settings } from './settingScreens.ts';

/** Three degrees at 44 CSS px each: the worst usual accuracy of a tracker and its noise (reference/gaze.md §7.2). */
const DOT_RADIUS_PX = 3 * 44;

/** Seconds as they are spoken: "0.9", never "0.90". */
const seconds = (ms: number): string => String(ms / 1000);

/** The centre of the page's own screens: what is chosen now, and what a choice waits for. Nothing there can be chosen. */
export function SettingsCentre({
  settings,
  profile,
  liveness,
  onDot,
}: {
  readonly settings: Settings;
  readonly profile: Profile;
  readonly liveness: Liveness;
  readonly onDot: (dot: PagePoint, radiusPx: number) => void;
}) {
  switch (settings.view) {
    case 'none':
      return null;
    case 'check':
      return <CheckDot onDot={onDot} />;
    case 'settings':
      return <LookTime settings={settings} profile={profile} liveness={liveness} />;
    case 'ways':
      return <WayInUse settings={settings} />;
  }
}

function LookTime({
  settings,
  profile,
  liveness,
}: {
  readonly settings: Settings;
  readonly profile: Profile;
  readonly liveness: Liveness;
}) {
  const { t } = useTranslation();
  const dwellMs = dwellMsOf(settings.preferences, profile);
  if (settings.preferences.way === 'deviceClicks') {
    return (
      <section className="centre">
        <div className="centre-words" role="status">
          <h2 className="setting-title">{t('way.deviceClicks.name')}</h2>
          <p className="setting-hint">{t('pointer.deviceClicks')}</p>
        </div>
      </section>
    );
  }
  return (
    <section className="centre">
      <div className="centre-words" role="status">
        <h2 className="setting-name">{t('setting.look')}</h2>
        <p className="setting-value">{t('setting.seconds', { seconds: seconds(dwellMs) })}</p>
        <p className="setting-hint setting-less">
          {t('setting.lookSetUp', { seconds: seconds(profile.parameters.dwellMs) })}
        </p>
        <p className="setting-hint">{t(`pointer.${liveness.kind === 'known' ? 'known' : liveness.why}`)}</p>
      </div>
    </section>
  );
}

function WayInUse({ settings: { preferences, trial } }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const { way, scanStepMs } = preferences;
  const shown = trial?.way ?? way;
  const isHalf = trial?.way === 'twoSwitches' && trial.heard.length === 1;
  return (
    <section className="centre">
      <div className="centre-words" role="status">
        <h2 className="setting-title">{t(`way.${shown}.name`)}</h2>
        <p className="setting-hint setting-less">{t(`way.${shown}.hint`)}</p>
        <p className="setting-now" data-trial={trial !== undefined}>
          {trial ? t(isHalf ? 'trial.twoSwitchesHeard' : `trial.${trial.way}`) : t('setting.inUse')}
        </p>
        {!trial && way === 'oneSwitch' ? (
          <p className="setting-hint">
            {t('setting.scan')} {t('setting.seconds', { seconds: seconds(scanStepMs) })}
          </p>
        ) : null}
      </div>
    </section>
  );
}

/** The dot of the check: still, and alone. A page that changes its size begins again. */
function CheckDot({ onDot }: { readonly onDot: (dot: PagePoint, radiusPx: number) => void }) {
  const { t } = useTranslation();
  const dot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const begin = (): void => {
      const box = dot.current?.getBoundingClientRect();
      if (box) onDot({ xPx: box.left + box.width / 2, yPx: box.top + box.height / 2 }, DOT_RADIUS_PX);
    };
    begin();
    window.addEventListener('resize', begin);
    return () => window.removeEventListener('resize', begin);
  }, [onDot]);
  return (
    <section className="centre">
      <div className="dot" ref={dot} />
      <div className="centre-words" role="status">
        <h2 className="setting-title">{t('pointer.check')}</h2>
        <p className="setting-hint">{t('pointer.checkHint')}</p>
      </div>
    </section>
  );
}
