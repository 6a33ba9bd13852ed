import { useTranslation } from 'react-i18next';
import { countedDelayMs } from '../../../controller/gaze/loopDelay.ts';
import type { GazeSource } from '../../../protocol/gazeSample.ts';
import type { SteeringView } from '../../../protocol/steering.ts';
import type { PageClient, Shown } from '../../shared/pageClient.ts';
import { useShown } from '../../shared/useShown.ts';
import { SentenceAndAdvice } from '../applying.tsx';
import { Fact } from '../NumberEntry.tsx';
import { gateCommand, isForGate } from './gateCommand.ts';

const steeringNow = ({ standing, telemetry }: Shown): SteeringView | null =>
  standing === 'current' ? (telemetry?.steering ?? null) : null;

/** Of the loop from eye to head, in whole ms; null while it is not measured or not known to the page. */
export function shownLoopDelayMs(shown: Shown): number | null {
  const delayMs = steeringNow(shown)?.loopDelayMs ?? null;
  return delayMs === null ? null : Math.round(delayMs);
}

/** Whether steering could be engaged now, and if not, what is to be done. */
export function SteeringState({
  client,
  source,
}: {
  readonly client: PageClient;
  readonly source: GazeSource | null;
}) {
  const { t } = useTranslation();
  const isKnown = useShown(client, ({ standing }) => standing === 'current');
  const strategy = useShown(client, (shown) => steeringNow(shown)?.strategy ?? 'none');
  const obstacle = useShown(client, (shown) => steeringNow(shown)?.obstacle ?? null);
  const loopDelayMs = useShown(client, shownLoopDelayMs);
  const words = (): React.ReactNode => {
    if (!isKnown) return t('steeringSetup.state.unknown');
    if (strategy === 'none') return t('steeringSetup.state.off');
    if (obstacle === null) return t('steeringSetup.state.none');
    return <SentenceAndAdvice of={`refusal.${obstacle}`} />;
  };
  return (
    <div className="part" data-part="now">
      <h3>{t('steeringSetup.state.title')}</h3>
      <p className="obstacle" role="status" data-obstacle={obstacle ?? 'none'}>
        {words()}
      </p>
      {strategy !== 'none' && isForGate(obstacle, loopDelayMs) ? (
        <GateCommand command={gateCommand(strategy, loopDelayMs)} />
      ) : null}
      <dl className="law">
        <Fact
          name={t('steeringSetup.state.heard')}
          value={source === null ? t('steeringSetup.state.notHeard') : t(`trackers.source.${source}`)}
        />
        <Fact
          name={t('steeringSetup.state.loop')}
          value={
            loopDelayMs === null
              ? t('steeringSetup.state.notMeasured', { ms: countedDelayMs(undefined) })
              : t('steeringSetup.state.measured', { ms: loopDelayMs })
          }
        />
      </dl>
    </div>
  );
}

/** The command to be run, whole, so that it can be copied. */
export function GateCommand({ command }: { readonly command: string }) {
  const { t } = useTranslation();
  return (
    <p className="gate-command">
      {t('steeringSetup.state.run')} <code>{command}</code> {t('steeringSetup.state.where')}
    </p>
  );
}
