import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ApprovedWords, signApproval } from '../../../controller/store/approval.ts';
import { writeApproval } from '../../../controller/store/approvalFiles.ts';

/** A directory of its own for one test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'poise-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const newKeys = (): KeyPair => generateKeyPairSync('ed25519');

export const pemOf = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

export async function installKey(profileDirectory: string, { publicKey }: KeyPair): Promise<void> {
  await writeFile(join(profileDirectory, 'approval-key.pem'), pemOf(publicKey));
}

/** What a clinician says of settings, for eight weeks of 2026 unless said otherwise. */
export const wordsFor = (profileHash: string, changes: Partial<ApprovedWords> = {}): ApprovedWords => ({
  by: 'Dr. Ada Weiss',
  on: '2026-03-01',
  until: '2026-04-26',
  profileHash,
  ...changes,
});

/** Puts a genuine approval beside the profile. */
export async function approveFor(
  profileDirectory: string,
  keys: KeyPair,
  words: ApprovedWords,
): Promise<void> {
  await writeApproval(profileDirectory, signApproval(words, keys.privateKey));
}
