import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { createRandom } from '../../sim/random.ts';

const HZ = 60;
/** Live eyes never keep quite still; fractions of the screen. */
const TREMBLE = 0.004;

/** A program that sends where a person looks, as any tracker's may (hardware/trackers/README.md). */
export interface GazeSender {
  readonly port: number;
  /** Fractions of the screen. */
  place: { readonly x: number; readonly y: number };
  /** The eyes are shut, as the program sees it. */
  areEyesShut: boolean;
  close(): void;
}

/** A port that nobody listens at now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

export async function startGazeSender(): Promise<GazeSender> {
  const socket = createSocket('udp4');
  const random = createRandom(1);
  const port = await freePort();
  const sender: GazeSender = {
    port,
    place: { x: 0.5, y: 0.5 },
    areEyesShut: false,
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
  const tremble = (): number => TREMBLE * (random() - 0.5);
  const timer = setInterval(() => {
    const { place, areEyesShut } = sender;
    const seen = { x: place.x + tremble(), y: place.y + tremble(), valid: !areEyesShut };
    socket.send(JSON.stringify({ t: performance.now(), ...seen }), port, '127.0.0.1');
  }, 1000 / HZ);
  return sender;
}
