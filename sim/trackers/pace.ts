/** Steps at a steady rate until it is stopped. */
export interface Pace {
  stop(): void;
}

/** Calls `step` `hz` times a second of real time. Steps that a busy machine delayed are made up for, so that none is lost. */
export function startPace(hz: number, step: (n: number) => void): Pace {
  const beganMs = performance.now();
  let n = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    const due = Math.floor(((performance.now() - beganMs) * hz) / 1000);
    while (n < due && timer) {
      step(n);
      n += 1;
    }
    if (timer) timer = setTimeout(run, Math.max(1, beganMs + ((n + 1) * 1000) / hz - performance.now()));
  };
  timer = setTimeout(run, 1000 / hz);
  return {
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
