import { useTranslation } from 'react-i18next';
import type { AlarmSound } from '../shared/alarmSound.ts';
import { FaultList, useFaults } from '../shared/FaultList.tsx';
import type { Painters } from '../shared/frameLoop.ts';
import { type HeadDrawing, HeadView } from '../shared/HeadView.tsx';
import { LookedButton } from '../shared/LookedButton.tsx';
import type { PageClient, Shown } from '../shared/pageClient.ts';
import { otherVersionKey, StateStrip } from '../shared/StateStrip.tsx';
import { useShown } from '../shared/useShown.ts';
import { SettingsSections } from './SettingsSections.tsx';

/** Why nothing can be applied: page and Poise differ, what is known is not current, or the brace is not in a state in which settings change. */
function lockOf(shown: Shown): string | null {
  const { standing, telemetry } = shown;
  // Its bounds and units may not be those of the Poise that would apply the value.
  const versionKey = otherVersionKey(shown);
  if (versionKey) return versionKey;
  if (standing !== 'current' || !telemetry)
    return `standing.${standing === 'current' ? 'connecting' : standing}`;
  return telemetry.state === 'standby' || telemetry.state === 'paused' ? null : 'refusal.onlyInStandby';
}

/** The engineer's page: every number of the profile from its metadata, and beside it what the brace does now. */
export function TuningPage({
  client,
  sound,
  headPainters,
}: {
  readonly client: PageClient;
  readonly sound: AlarmSound;
  readonly headPainters: Painters<HeadDrawing>;
}) {
  const { t } = useTranslation();
  const settings = useShown(client, (shown) => shown.settings);
  const isSimulated = useShown(client, (shown) => shown.isSimulated);
  const isMisunderstood = useShown(client, (shown) => shown.misunderstood);
  const lock = useShown(client, lockOf);
  return (
    <div className="tuning">
      <div className="tuning-top">
        <StateStrip client={client} sound={sound}>
          {isSimulated ? <span className="simulated">{t('page.simulated')}</span> : null}
          <a className="to-trackers" href="/trackers">
            {t('tuning.toTrackers')}
          </a>
          <a className="to-patient" href="/">
            {t('tuning.toPatient')}
          </a>
        </StateStrip>
      </div>
      <main className="tuning-main">
        <header className="tuning-head">
          <h1>{settings ? t('tuning.of', { name: settings.profile.name }) : t('tuning.title')}</h1>
          <p className="tuning-intro">{t('tuning.intro')}</p>
          {isMisunderstood === null ? null : (
            <p className="lock" role="status">
              <strong>{t('notice.misunderstood.sentence')}</strong> {t('notice.misunderstood.advice')}{' '}
              <span className="says-detail">{isMisunderstood}</span>
            </p>
          )}
          {lock === null ? null : (
            <p className="lock" role="status">
              <strong>
                {t('tuning.locked')} {t(`${lock}.sentence`)}
              </strong>{' '}
              {t(`${lock}.advice`)}
            </p>
          )}
        </header>
        {settings === null ? (
          <p className="tuning-wait">{t('tuning.waiting')}</p>
        ) : (
          <SettingsSections client={client} settings={settings} isLocked={lock !== null} />
        )}
      </main>
      <Live client={client} headPainters={headPainters} />
    </div>
  );
}

/** A figure with one decimal and its unit. */
function rounded(value: number | null | undefined, unit: string, unknown: string): string {
  return value === null || value === undefined ? unknown : `${value.toFixed(1)} ${unit}`;
}

function Live({
  client,
  headPainters,
}: {
  readonly client: PageClient;
  readonly headPainters: Painters<HeadDrawing>;
}) {
  const { t } = useTranslation();
  const faults = useFaults(client);
  const unknown = t('head.unknown');
  const current = ({ standing, telemetry }: Shown) => (standing === 'current' ? telemetry : null);
  const speed = useShown(client, (shown) => rounded(current(shown)?.speedDegPerS, 'deg/s', unknown));
  const supply = useShown(client, (shown) => rounded(current(shown)?.brace.supplyVolts, 'V', unknown));
  return (
    <aside className="live" aria-label={t('tuning.live')}>
      <h2>{t('tuning.live')}</h2>
      <HeadView painters={headPainters} decimals={1} />
      <dl className="live-figures">
        <div className="fact">
          <dt>{t('tuning.speed')}</dt>
          <dd>{speed}</dd>
        </div>
        <div className="fact">
          <dt>{t('tuning.supply')}</dt>
          <dd>{supply}</dd>
        </div>
      </dl>
      <h3>{t('tuning.faults')}</h3>
      {faults.length === 0 ? (
        <p className="no-faults">{t('tuning.noFaults')}</p>
      ) : (
        <>
          <FaultList faults={faults} />
          <LookedButton client={client} faults={faults} saysRefusal />
        </>
      )}
    </aside>
  );
}
