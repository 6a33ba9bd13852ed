// The supervisor with stubs for both processes: stubSupervisor.ts CONTROL-BEHAVIOUR GATEWAY-BEHAVIOUR
import { join } from 'node:path';
import { supervise } from '../../../controller/supervise.ts';

const [controlBehaviour = '', gatewayBehaviour = ''] = process.argv.slice(2);
const here = (name: string) => join(import.meta.dirname, name);
const supervisor = supervise({
  control: { script: here('stubControl.ts'), args: [controlBehaviour] },
  gateway: (port) => ({ script: here('stubGateway.ts'), args: [gatewayBehaviour, String(port)] }),
  port: 0,
  device: 'unix:/nowhere',
  say: (line) => console.log(line),
  onReady: () => undefined,
  onBothGivenUp: () => process.exit(1),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void supervisor.end(`${signal}.`).then((code) => process.exit(code)));
