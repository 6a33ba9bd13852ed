import { useTranslation } from 'react-i18next';
import { directionOnScreen, pxPerDegree } from '../../../controller/gaze/screen.ts';
import type { ScreenPlace } from '../../../controller/gaze/strategies/suitability.ts';
import {
  SCREEN_BOUNDS,
  SCREEN_FIGURES,
  SCREEN_MOUNTS,
  type ScreenFigure,
  type ScreenGeometry,
} from '../../../protocol/screenGeometry.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import { Choices } from './Choices.tsx';
import { SteeringField } from './SteeringField.tsx';
import { type SteeringEntry, savedFigure } from './steeringDraft.ts';
import { type SteeringForm, screenOf } from './steeringForm.ts';

const PLACES: readonly ScreenPlace[] = ['unknown', ...SCREEN_MOUNTS];
const UNITS: Readonly<Record<ScreenFigure, 'mm' | 'deg'>> = {
  widthMm: 'mm',
  heightMm: 'mm',
  distanceMm: 'mm',
  centreYawDeg: 'deg',
  centrePitchDeg: 'deg',
};

/** How the person sees the screen; asked once. */
export function ScreenPart({
  form,
  saved,
  onEnter,
}: {
  readonly form: SteeringForm;
  readonly saved: SteeringChoice;
  readonly onEnter: (entry: SteeringEntry) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="part">
      <h3>{t('steeringSetup.screen.title')}</h3>
      <Choices
        name="mount"
        label={t('steeringSetup.screen.asked')}
        ids={PLACES}
        chosen={form.mount}
        onChoose={(mount) => onEnter({ type: 'mount', mount })}
        words={(id) => ({
          label: t(`steeringSetup.screen.mount.${id}.label`),
          description: t(`steeringSetup.screen.mount.${id}.description`),
        })}
      />
      {form.mount === 'unknown' ? null : (
        <>
          <div className="parameters">
            {SCREEN_FIGURES.map((figure) => (
              <SteeringField
                key={figure}
                name={figure}
                label={t(`steeringSetup.screen.${figure}.label`)}
                description={t(`steeringSetup.screen.${figure}.description`)}
                unit={UNITS[figure]}
                bounds={SCREEN_BOUNDS[figure]}
                step={1}
                value={form.figures[figure]}
                saved={saved.screen ? savedFigure(saved.screen, figure) : null}
                onEnter={(value) => onEnter({ type: 'figure', figure, value })}
              />
            ))}
          </div>
          <Derived screen={screenOf(form)} />
        </>
      )}
    </div>
  );
}

/** What the figures come to, so that a wrong one is noticed. */
function Derived({ screen }: { readonly screen: ScreenGeometry | null | undefined }) {
  const { t } = useTranslation();
  if (!screen) return <p className="derived">{t('steeringSetup.screen.notWhole')}</p>;
  // As seen from straight in front of it.
  const facing: ScreenGeometry = { ...screen, mount: 'head', centre: { yawDeg: 0, pitchDeg: 0 } };
  const corner = {
    x: directionOnScreen({ x: 0, y: 0.5 }, facing).yawDeg,
    y: directionOnScreen({ x: 0.5, y: 1 }, facing).pitchDeg,
  };
  const { width } = window.screen;
  return (
    <p className="derived" role="status">
      <strong>
        {t('steeringSetup.screen.derived', {
          px: pxPerDegree(screen, width).toFixed(0),
          width,
          x: corner.x.toFixed(1),
          y: corner.y.toFixed(1),
        })}
      </strong>{' '}
      {t('steeringSetup.screen.derivedHint')}
    </p>
  );
}
