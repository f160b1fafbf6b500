import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `.env` from `.env.example` with a new session secret, unless it exists.
 *
 * @returns whether it was written
 */
export function ensureEnvFile(folder: string): boolean {
  const path = join(folder, '.env');
  if (existsSync(path)) return false;
  const secret = randomBytes(32).toString('base64url');
  const example = readFileSync(join(folder, '.env.example'), 'utf8');
  const text = example.replace(/^EXPRESS_SESSION_SECRET=$/m, `EXPRESS_SESSION_SECRET=${secret}`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return true;
}
