import type { BraceGeometry } from '../../../protocol/brace.ts';
import type { Kinematics } from './kinematics.ts';
import { serial } from './serial.ts';
import { spherical3Rrs } from './spherical3Rrs.ts';

/** The kinematics of a build. Throws GeometryError or SerialOrderError for a mechanism that cannot be. */
export function kinematicsOf(geometry: BraceGeometry): Kinematics {
  switch (geometry.kind) {
    case 'spherical3Rrs':
      return spherical3Rrs(geometry);
    case 'serial':
      return serial(geometry);
  }
}
