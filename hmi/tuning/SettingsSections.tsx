import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  PARAMETER_IDS,
  PARAMETERS,
  type ParameterGroup,
  type ParameterId,
} from '../../protocol/parameters.ts';
import type { Settings } from '../shared/clientView.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { FitSection } from './fit/FitSection.tsx';
import type { FitField } from './fit/fitRows.ts';
import { ParameterField } from './ParameterField.tsx';
import { SteeringSection } from './steering/SteeringSection.tsx';
import { enter, NOTHING_ENTERED, type SteeringDraft, savedSteering } from './steering/steeringDraft.ts';

const GROUPS = [
  'range',
  'speed',
  'step',
  'gaze',
  'timing',
  'load',
] as const satisfies readonly ParameterGroup[];

/** Everything that is saved of one person and can be changed, with what is entered and waits to be applied. */
export function SettingsSections({
  client,
  settings,
  isLocked,
}: {
  readonly client: PageClient;
  readonly settings: Settings;
  readonly isLocked: boolean;
}) {
  const { t } = useTranslation();
  const { profile, hash } = settings;
  const [entered, setEntered] = useState<Readonly<Partial<Record<ParameterId, number>>>>({});
  const [draft, setDraft] = useState<SteeringDraft>(NOTHING_ENTERED);
  const saved = useMemo(() => savedSteering(profile), [profile]);
  const onDraft = useCallback(
    (change: (before: SteeringDraft) => SteeringDraft): void => setDraft(change),
    [],
  );
  // The same one always, so that entering a value draws one field again and not all of them.
  const enterValue = useCallback(
    (id: ParameterId, value: number | null): void =>
      setEntered(({ [id]: _, ...others }) => (value === null ? others : { ...others, [id]: value })),
    [],
  );
  const put = (field: FitField, value: number): void => {
    if (field.kind === 'parameter')
      enterValue(field.id, value === profile.parameters[field.id] ? null : value);
    else
      setDraft((before) =>
        enter(before, saved, { type: 'setting', strategy: 'worldHinge', key: field.key, value }),
      );
  };
  const enteredIn = (field: FitField): number | undefined =>
    field.kind === 'parameter' ? entered[field.id] : draft.settings.worldHinge?.[field.key];
  return (
    <>
      <nav className="sections" aria-label={t('tuning.sections')}>
        {GROUPS.map((group) => (
          <a key={group} href={`#group-${group}`}>
            {t(`tuning.group.${group}.title`)}
          </a>
        ))}
        <a href="#group-steering">{t('steeringSetup.title')}</a>
        <a href="#group-fit">{t('steeringSetup.fit.title')}</a>
      </nav>
      {GROUPS.map((group) => (
        <section key={group} className="group" aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{t(`tuning.group.${group}.title`)}</h2>
          <p className="group-hint">{t(`tuning.group.${group}.hint`)}</p>
          <div className="parameters">
            {PARAMETER_IDS.filter((id) => PARAMETERS[id].group === group).map((id) => (
              <ParameterField
                key={id}
                id={id}
                client={client}
                saved={profile.parameters}
                hash={hash}
                isLocked={isLocked}
                entered={entered[id] ?? null}
                onEnter={enterValue}
              />
            ))}
          </div>
        </section>
      ))}
      <SteeringSection
        client={client}
        saved={saved}
        hash={hash}
        isLocked={isLocked}
        draft={draft}
        onDraft={onDraft}
      />
      <FitSection profile={profile} enteredIn={enteredIn} onPut={put} />
    </>
  );
}
