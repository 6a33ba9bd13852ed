// A process of its own for process.test.ts: opens the brace given, sends, and ends as its second argument says.
import { openBrace } from '../../../hardware/board/brace.ts';

const [port = '', ending = ''] = process.argv.slice(2);
try {
  const brace = await openBrace({ port, nowMs: () => performance.now(), answerTimeoutMs: 500 });
  brace.onFault = (fault) => process.stdout.write(`${fault.kind}\n`);
  brace.send({ kind: 'statusRequest', seq: 1 });
  process.stdout.write('open\n');
  if (ending === 'close') await brace.close();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
