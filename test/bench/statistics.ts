/** The value below which the given share of the samples lies (nearest rank); NaN for none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** "p50 … · p99 … · max … (n)" with one unit. */
export function spread(samples: readonly number[], unit: string, digits = 1): string {
  const [half, most, all] = [0.5, 0.99, 1].map((share) => percentile(samples, share).toFixed(digits));
  return `p50 ${half} · p99 ${most} · max ${all} ${unit} (n ${samples.length})`;
}

export function row(name: string, text: string): void {
  console.log(`  ${name.padEnd(34)}${text}`);
}
