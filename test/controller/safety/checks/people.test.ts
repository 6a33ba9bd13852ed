import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../controller/safety/observation.ts';
import { observed, type Row, raisedIn } from '../observed.ts';

const NAN = Number.NaN;

describe('checks of settings, pages and commanders', () => {
  test.each<Row>([
    ['no profile', { profile: undefined, envelope: undefined }, ['profileMissing']],
    ['a profile that is not saved', { profile: { isSaved: false } }, ['profileMissing']],
    ['a profile that no brace can serve', { isProfileUnusable: true }, ['profileUnusable']],
    ['a patient’s profile without approval', { profile: { isApproved: false } }, ['profileUnsigned']],
    ['a patient’s profile, approval unknown', { profile: { isApproved: null } }, ['profileUnsigned']],
    ['a patient’s profile that has expired', { profile: { isExpired: true } }, ['profileExpired']],
    ['a patient’s profile, expiry unknown', { profile: { isExpired: null } }, ['profileExpired']],
    ['a patient’s profile for another brace', { profile: { fitsBrace: false } }, ['profileMismatch']],
    ['a patient’s profile, brace unknown', { profile: { fitsBrace: null } }, ['profileMismatch']],
    [
      'a bench profile without approval',
      { profile: { wearer: 'bench', isApproved: false, isExpired: true } },
      [],
    ],
    [
      'a bench profile, nothing known',
      { profile: { wearer: 'bench', isApproved: null, isExpired: null, fitsBrace: null } },
      [],
    ],
    [
      'a bench profile for another brace',
      { profile: { wearer: 'bench', fitsBrace: false } },
      ['profileMismatch'],
    ],
    [
      'a simulated person, nothing known',
      { profile: { wearer: 'simulated', isApproved: null, isExpired: null, fitsBrace: null } },
      [],
    ],
    [
      'a simulated person on another brace',
      { profile: { wearer: 'simulated', fitsBrace: false } },
      ['profileMismatch'],
    ],
  ])('S119: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['a change that is not echoed', { isChangePending: true }, ['limitsNotEchoed']],
    ['other limits than ours', { brace: { hasOurLimits: false } }, ['limitsNotEchoed']],
    ['limits of which nothing is known', { brace: { hasOurLimits: undefined } }, ['limitsNotEchoed']],
    [
      'no profile to compare with',
      { brace: { hasOurLimits: undefined }, profile: undefined },
      ['profileMissing'],
    ],
    ['no status to compare with', { state: 'starting', brace: undefined }, []],
  ])('S120: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  const states = ['ready', 'engaged', 'retreating'] as const;
  test.each(states.map((state) => [state] as const))('S121: a page silent for 500 ms while %s', (state) => {
    const silent = (pageProvenForMs: number | undefined) => raisedIn(observed({ state, pageProvenForMs }));
    expect(silent(500)).toEqual([]);
    expect(silent(501)).toEqual(['pageSilent']);
    expect(silent(undefined)).toEqual(['pageSilent']);
    expect(silent(NAN)).toEqual(['pageSilent']);
  });

  test.each<Observation['state']>([
    'starting',
    'selfTest',
    'standby',
    'paused',
    'protectiveHold',
    'stopped',
    'supportedRelease',
  ])('S121: no page is needed while %s', (state) => {
    expect(raisedIn(observed({ state, pageProvenForMs: undefined }))).toEqual([]);
  });

  test.each<Row>([
    ['a gateway that is gone', { isGatewayConnected: false }, ['gatewayLost']],
    ['a page of another version', { hasForeignPage: true }, ['versionsDiffer']],
  ])('S121: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['a second commander now', { secondCommanderForMs: 0 }, ['twoCommanders']],
    ['a second commander a second ago', { secondCommanderForMs: 1000 }, ['twoCommanders']],
    ['a second commander longer ago', { secondCommanderForMs: 1001 }, []],
    ['a second commander at an unknown time', { secondCommanderForMs: NAN }, ['twoCommanders']],
    ['never a second commander', { secondCommanderForMs: undefined }, []],
    ['a movement without a live lease', { isIntentLive: false }, ['intentLapsed']],
    ['no lease while ready', { state: 'ready', isIntentLive: false }, []],
    ['no lease while retreating', { state: 'retreating', isIntentLive: false }, []],
  ])('S122: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['a crash that nobody has looked at', { hasUnseenCrash: true }, ['previousCrash']],
    ['a last run that nobody knows of', { hasUnseenCrash: null }, ['previousCrash']],
    ['a safety machine that threw', { isSafetyLatched: true }, ['internalError']],
  ])('S127: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });
});
