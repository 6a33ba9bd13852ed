import { encodeHostFrame, type HostFrame, type Limits } from '../../hardware/link/hostFrames.ts';
import { LinkError } from '../../hardware/link/linkError.ts';
import { decodeStatus, type Status } from '../../hardware/link/status.ts';
import type { PerServo } from '../../protocol/pose.ts';

/** Inside any limits that the firmware may have compiled in. */
export const NARROW_LIMITS: Omit<Limits, 'seq'> = {
  kind: 'limits',
  speedUsPerS: [150, 150, 150],
  minUs: [1400, 1400, 1400],
  maxUs: [1600, 1600, 1600],
  offsetDeg32: Array.from({ length: 96 }, () => 400),
};

type Request = HostFrame extends infer Frame ? (Frame extends HostFrame ? Omit<Frame, 'seq'> : never) : never;

/** The smallest host that can hold a head: frames out, statuses in. It knows nothing of time; its caller does. */
export interface FrameHost {
  send(request: Request): void;
  /** Attaches at pulses; call `tick` every 10 ms from then on. */
  attach(pulseUs: PerServo<number>): void;
  /** One motion frame. */
  tick(pulseUs: PerServo<number>, isMoving?: boolean): void;
  hear(bytes: Uint8Array): void;
  readonly statuses: readonly Status[];
  readonly latest: Status | undefined;
}

export function createFrameHost(write: (bytes: Uint8Array) => void): FrameHost {
  const statuses: Status[] = [];
  let seq = 0;
  let message: number[] = [];
  const host: FrameHost = {
    send(request) {
      seq = (seq + 1) & 0x3fff;
      write(encodeHostFrame({ ...request, seq } as HostFrame));
    },
    attach(pulseUs) {
      host.send(NARROW_LIMITS);
      host.send({ kind: 'attach', nonce: host.latest?.nonce ?? 0, pulseUs });
    },
    tick(pulseUs, isMoving = false) {
      host.send({ kind: 'motion', isMoving, leaseMs: 200, pulseUs });
    },
    hear(bytes) {
      for (const byte of bytes) {
        if (byte >= 0x80 && byte !== 0xf7) message = [];
        message.push(byte);
        if (byte !== 0xf7 || message[1] !== 0x07) continue;
        const status = decodeStatus(Uint8Array.from(message));
        if (!(status instanceof LinkError)) statuses.push(status);
      }
    },
    statuses,
    get latest() {
      return statuses.at(-1);
    },
  };
  return host;
}
