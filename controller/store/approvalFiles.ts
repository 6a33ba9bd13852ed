import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstWrongField } from '../../protocol/firstWrongField.ts';
import { type Approval, approval as approvalSchema, type Found, isApprovalKey } from './approval.ts';
import { writeAtomically } from './atomicWrite.ts';

const APPROVAL_FILE = 'profile.approval.json';
/** The public key of the clinician, installed beside the profile by whoever sets the brace up. */
export const PUBLIC_KEY_FILE = 'approval-key.pem';
/** An approval has 300 bytes and a key 120; a file this large is something else. */
const MAX_FILE_BYTES = 16_384;

/** The approval beside the profile of a directory. Never rejects. */
export async function readApproval(profileDirectory: string): Promise<Found<Approval>> {
  const text = await readSmall(join(profileDirectory, APPROVAL_FILE), APPROVAL_FILE);
  if (text.kind !== 'found') return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return unusable(`${APPROVAL_FILE} is not JSON.`);
  }
  const parsed = approvalSchema.safeParse(value);
  return parsed.success
    ? { kind: 'found', value: parsed.data }
    : unusable(`${APPROVAL_FILE} has a wrong field (${firstWrongField(parsed.error)}).`);
}

/** The installed public key of a directory. Never rejects. */
export async function readPublicKey(profileDirectory: string): Promise<Found<KeyObject>> {
  const text = await readSmall(join(profileDirectory, PUBLIC_KEY_FILE), PUBLIC_KEY_FILE);
  if (text.kind !== 'found') return text;
  // Node would take the public half out of a private key without a word; whoever reads it could approve anything.
  if (text.value.includes('PRIVATE KEY'))
    return unusable(`${PUBLIC_KEY_FILE} is a private key, which stays with the clinician.`);
  return parseKey(text.value, createPublicKey, `${PUBLIC_KEY_FILE} is no public key.`);
}

/** The private key of a clinician. Never rejects. */
export async function readPrivateKey(path: string): Promise<Found<KeyObject>> {
  const text = await readSmall(path, path);
  return text.kind === 'found' ? parseKey(text.value, createPrivateKey, `${path} is no private key.`) : text;
}

/**
 * Puts an approval beside the profile. Others may read it: who approves is not always the one who runs Poise, and it holds
 * no secret. Rejects with the system's error.
 */
export async function writeApproval(profileDirectory: string, given: Approval): Promise<void> {
  const path = join(profileDirectory, APPROVAL_FILE);
  await writeAtomically(path, `${JSON.stringify(given, null, 2)}\n`, 0o644);
}

function parseKey(text: string, parse: (pem: string) => KeyObject, otherwise: string): Found<KeyObject> {
  try {
    const key = parse(text);
    return isApprovalKey(key) ? { kind: 'found', value: key } : unusable(`${otherwise} It is not Ed25519.`);
  } catch {
    return unusable(otherwise);
  }
}

async function readSmall(path: string, name: string): Promise<Found<string>> {
  try {
    const about = await stat(path);
    // A pipe in its place would keep whoever opens it waiting for ever.
    if (!about.isFile()) return unusable(`${name} is not a file.`);
    if (about.size > MAX_FILE_BYTES) return unusable(`${name} has ${about.size} bytes.`);
    return { kind: 'found', value: await readFile(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { kind: 'absent' } : unusable(`${name} cannot be read (${code ?? message}).`);
  }
}

const unusable = (detail: string): { readonly kind: 'unusable'; readonly detail: string } => ({
  kind: 'unusable',
  detail,
});
