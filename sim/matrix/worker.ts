import '../lockstep/virtualTime.ts';
import { z } from 'zod';

/** A process that runs cells of the matrix, one after another, as it is told; virtual time cannot be left again. */
const { cellsNamed } = await import('./cells.ts');
const { runCell } = await import('./run.ts');

const job = z.strictObject({ cell: z.string(), seed: z.int() });

process.on('message', (message) => {
  const { cell: name, seed } = job.parse(message);
  const [cell] = cellsNamed(name);
  if (!cell) throw new Error(`There is no cell ${name}.`);
  runCell(cell, seed).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(`${name}, seed ${seed}:`, error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
