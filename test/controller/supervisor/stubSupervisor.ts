// The supervisor with stubs for both processes: stubSupervisor.ts CONTROL-BEHAVIOUR GATEWAY-BEHAVIOUR RECORD
import { fileURLToPath } from 'node:url';
import { beginRunRecord } from '../../../controller/runRecord.ts';
import { supervise } from '../../../controller/supervise.ts';

const [controlBehaviour = '', gatewayBehaviour = '', recordPath = ''] = process.argv.slice(2);
const stubControl = fileURLToPath(new URL('./stubControl.ts', import.meta.url));
const stubGateway = fileURLToPath(new URL('./stubGateway.ts', import.meta.url));
const say = (line: string) => console.log(line);
const supervisor = supervise({
  control: { script: stubControl, args: [controlBehaviour] },
  gateway: (port) => ({ script: stubGateway, args: [gatewayBehaviour, String(port)] }),
  port: 0,
  device: 'unix:/nowhere',
  record: await beginRunRecord(recordPath, say),
  say,
  onReady: () => undefined,
  onBothGivenUp: () => process.exit(1),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void supervisor.end(`${signal}.`).then((code) => process.exit(code)));
