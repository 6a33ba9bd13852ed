// For its effect: `import '…/sim/lockstep/virtualTime.ts'` as the first import puts the process into virtual time before the
// imports that follow are loaded. A call in the program's body would come after all of them.
import { installVirtualClock } from './clock.ts';

installVirtualClock();
