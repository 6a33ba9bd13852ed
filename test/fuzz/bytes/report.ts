import type { StretchResult } from './stretch.ts';

/** Sums over stretches, one row per scene. */
export function stretchTable(results: readonly StretchResult[]): string {
  const cells = (row: readonly (string | number)[]): string =>
    row.map((cell, n) => (n === 0 ? String(cell).padEnd(10) : String(cell).padStart(14))).join('');
  const of = (scene: string): readonly (string | number)[] => {
    const own = results.filter((result) => scene === 'all' || result.scene === scene);
    const sum = (name: 'bytes' | 'requests' | 'answers' | 'accepted' | 'pulses' | 'emulatedMs'): number =>
      own.reduce((total, result) => total + result[name], 0);
    const canary = Math.min(...own.map(({ canaryBytes }) => canaryBytes));
    const seconds = (sum('emulatedMs') / 1000).toFixed(0);
    return [
      scene,
      sum('bytes'),
      sum('requests'),
      sum('answers'),
      sum('accepted'),
      sum('pulses'),
      seconds,
      canary,
    ];
  };
  const scenes = [...new Set(results.map(({ scene }) => scene))].sort();
  return [
    cells(['scene', 'bytes', 'requests', 'answers', 'took effect', 'pulses', 's on chip', 'bytes unused']),
    ...[...scenes, 'all'].map((scene) => cells(of(scene))),
  ].join('\n');
}
