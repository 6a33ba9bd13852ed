import { useTranslation } from 'react-i18next';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { FaultList } from '../shared/FaultList.tsx';
import type { Painters } from '../shared/frameLoop.ts';
import { type HeadDrawing, HeadView } from '../shared/HeadView.tsx';
import { LookedButton } from '../shared/LookedButton.tsx';
import type { PageClient } from '../shared/pageClient.ts';
import { wordsKey } from '../shared/StateStrip.tsx';
import type { ShownFault } from '../shared/shownFaults.ts';
import { useShown } from '../shared/useShown.ts';

/** The screens that list what is wrong and have no control of their own to answer for it. */
const HAS_LOOKED_BUTTON: readonly ScreenId[] = ['wait', 'begin', 'stopped'];

/** What the centre says in large words; a movement says nothing there, so that nothing pulls the gaze off its control. */
function centreKey(screen: ScreenId): string | null {
  switch (screen) {
    case 'calm':
      return 'question.calm';
    case 'calmConfirm':
      return 'question.move';
    case 'stoppedConfirm':
      return 'question.continue';
    case 'faultConfirm':
      return 'question.fault';
    default:
      return null;
  }
}

/** The head, and below it what is asked or what is wrong. */
export function Centre({
  client,
  screen,
  listed,
  headPainters,
}: {
  readonly client: PageClient;
  readonly screen: ScreenId;
  /** What is wrong, where the centre says it instead of the reason. */
  readonly listed: readonly ShownFault[];
  readonly headPainters: Painters<HeadDrawing>;
}) {
  const { t } = useTranslation();
  const reasonKey = useShown(client, wordsKey);
  const question = centreKey(screen);
  const isList = listed.length > 0;
  return (
    <section className="centre" data-faults={isList}>
      <HeadView painters={headPainters} />
      {/* The strip says all else aloud. Always there: what comes into the page with its words is not read by every reader. */}
      <p className="only-read" role="status">
        {question ? `${t(question)} ${t(`${question}Hint`)}` : ''}
      </p>
      {screen === 'move' ? null : (
        <div className="centre-words">
          {isList ? (
            <>
              <FaultList faults={listed} limit={2} />
              {HAS_LOOKED_BUTTON.includes(screen) ? <LookedButton client={client} faults={listed} /> : null}
            </>
          ) : (
            <>
              <h2 className="centre-title">{question ? t(question) : t(`${reasonKey}.sentence`)}</h2>
              <p className="centre-advice">{question ? t(`${question}Hint`) : t(`${reasonKey}.advice`)}</p>
            </>
          )}
        </div>
      )}
    </section>
  );
}
