import { useTranslation } from 'react-i18next';
import type { Painters } from '../shared/frameLoop.ts';
import { type HeadDrawing, HeadView } from '../shared/HeadView.tsx';

/** The centre while another page moves the head: no look at this one ends that but a look at STOP (S207). */
export function MoveWatch({
  hasSwitch,
  headPainters,
}: {
  /** Any press is STOP, then. */
  readonly hasSwitch: boolean;
  readonly headPainters: Painters<HeadDrawing>;
}) {
  const { t } = useTranslation();
  return (
    <section className="centre">
      <HeadView painters={headPainters} />
      <div className="centre-words" role="status">
        <h2 className="centre-title">{t('watch.move')}</h2>
        <p className="centre-advice">{t(hasSwitch ? 'watch.moveHintSwitch' : 'watch.moveHint')}</p>
      </div>
    </section>
  );
}
