import { expect, it } from 'vitest';
import { crc16 } from '../../../hardware/link/crc.ts';

// The check value of CRC-16/MCRF4XX in the catalogue of parametrised CRC algorithms.
it('is CRC-16/MCRF4XX', () => {
  expect(crc16(Buffer.from('123456789', 'ascii'))).toBe(0x6f91);
});

it('is 0xFFFF over nothing', () => {
  expect(crc16([])).toBe(0xffff);
});
