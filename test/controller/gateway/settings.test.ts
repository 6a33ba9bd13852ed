import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashOf } from '../../../controller/store/canonicalJson.ts';
import { openProfileStore } from '../../../controller/store/profileStore.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import { eventually, openClient, startHouse } from './support.ts';

const setting = (
  value: number,
  basedOn: string,
  parameter: Extract<ClientMessage, { type: 'setParameter' }>['parameter'] = 'yawSoftDeg',
): ClientMessage => ({ type: 'setParameter', requestId: 's1', parameter, value, basedOn });

const changed: Profile = {
  ...DEFAULT_PROFILE,
  parameters: { ...DEFAULT_PROFILE.parameters, yawSoftDeg: 20 },
};

test('a setting goes to control, and what control applied is saved, confirmed and shown to everybody', async () => {
  const { gateway, control, store, directory } = await startHouse();
  const [client, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  const { clientId } = await client.welcome();
  client.say(setting(20, store.current().hash));
  await eventually('the command', () => control.commands('setParameter').length === 1);
  expect(client.heard('accepted')).toEqual([]);

  control.send({ type: 'profileApplied', clientId, requestId: 's1', profile: changed });
  await eventually('accepted', () => client.heard('accepted').length === 1);
  const hash = hashOf(changed);
  expect(control.received.at(-1)).toMatchObject({ type: 'profileSaved', profile: changed, hash });
  expect((await openProfileStore(join(directory, 'profiles'))).current()).toEqual({ profile: changed, hash });
  for (const page of [client, other]) {
    await eventually('the new profile', () => page.heard('profile').length === 2);
    expect(page.heard('profile')[1]).toEqual({ type: 'profile', profile: changed, hash });
  }
  expect(other.heard('accepted')).toEqual([]);

  client.say(setting(25, hashOf(DEFAULT_PROFILE)));
  await eventually('a refusal', () => client.heard('refused').length === 1);
  expect(client.heard('refused')[0]).toMatchObject({ id: 'settingsChanged', requestId: 's1' });
  expect(control.commands('setParameter')).toHaveLength(1);
});

test.each([
  ['outside its bounds', setting(41, ''), /must lie between 0 and 40 deg; 41 does not/],
  ['negative zero is a number like any other, minus one is not', setting(-1, ''), /must lie between/],
  [
    'above its partner',
    setting(20, '', 'yawHardDeg'),
    /"Turn, soft limit" may not exceed "Turn, hard limit"/,
  ],
])('a value %s is refused with its sentence', async (_name, message, detail) => {
  const { gateway, control, store } = await startHouse();
  const client = await openClient(gateway.port);
  client.say({ ...message, basedOn: store.current().hash } as ClientMessage);
  const refused = await eventually('a refusal', () => client.heard('refused')[0]);
  expect(refused).toMatchObject({ id: 'outOfBounds', requestId: 's1' });
  expect(refused.detail).toMatch(detail);
  client.say({ type: 'rest', requestId: 'after' });
  await eventually('the next message', () => control.commands().length > 0);
  expect(control.commands('setParameter')).toEqual([]);
});

test('what cannot be saved is reported to control and to the person, and the old profile stays', async () => {
  const { gateway, control, store, directory, log } = await startHouse();
  const client = await openClient(gateway.port);
  const { clientId } = await client.welcome();
  // A directory in the place of the file that the save has to replace: this fails for root as well.
  await rm(join(directory, 'profiles', 'profile.json'));
  await mkdir(join(directory, 'profiles', 'profile.json'));
  await writeFile(join(directory, 'profiles', 'profile.json', 'in-the-way'), '');
  control.send({ type: 'profileApplied', clientId, requestId: 's1', profile: changed });
  const refused = await eventually('a refusal', () => client.heard('refused')[0]);
  expect(refused).toMatchObject({ id: 'notSaved', requestId: 's1' });
  await eventually('profileNotSaved', () => control.received.some(({ type }) => type === 'profileNotSaved'));
  expect(control.received.at(-1)).toEqual({ type: 'profileNotSaved', clientId, requestId: 's1' });
  expect(store.current().profile).toEqual(DEFAULT_PROFILE);
  expect(client.heard('profile')).toHaveLength(1);
  expect(log.join()).toMatch(/could not be saved/);
});
