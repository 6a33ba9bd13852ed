import { CARE } from './hazards/care.ts';
import type { Hazard, OutsideSoftware } from './hazards/hazard.ts';
import { HOST } from './hazards/host.ts';
import { LINE } from './hazards/line.ts';
import { MOTION } from './hazards/motion.ts';

/** Every known hazard with the rules that control it; `npm run evidence` follows them to their tests and the last results. */
export const HAZARDS: readonly Hazard[] = [...MOTION, ...CARE, ...LINE, ...HOST].sort(
  (a, b) => Number(a.id.slice(2)) - Number(b.id.slice(2)),
);

/** Known, and controlled by people and material alone. */
export const OUTSIDE_SOFTWARE: readonly OutsideSoftware[] = [
  {
    title: 'Infection and residues on the parts that touch the skin',
    control:
      'Pads that come off and can be washed; cleaned with the brace off the head, as the maker of the brace says.',
    source: 'reference/domain.md §4.2 (also)',
  },
  {
    title: 'Electric shock and interference with other devices',
    control:
      'A power supply and a case that fulfil IEC 60601-1 and 60601-1-2; none has been built or tested.',
    source: 'reference/domain.md §4.5',
  },
];
