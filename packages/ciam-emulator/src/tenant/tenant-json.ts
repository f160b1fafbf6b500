import { readFile, stat } from 'node:fs/promises';
import { decodeText } from 'ciam-config/env-file';
import { TenantConfigurationError } from './configuration.ts';

/** The maximum size of the file. A tenant with thousands of users is smaller. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Reads the JSON of a file that describes a tenant, in UTF-8 or, as Windows PowerShell writes it, UTF-16.
 *
 * @param shown the name of the file in messages
 * @throws {TenantConfigurationError} when the file cannot be read, or is not JSON
 */
export async function readTenantJson(path: string, shown: string = path): Promise<unknown> {
  const fail = (problem: string, cause?: unknown): never => {
    throw new TenantConfigurationError([problem], { cause });
  };
  const { size } = await stat(path).catch((cause: unknown) =>
    fail(`${shown} cannot be read (${codeOf(cause)})`, cause),
  );
  if (size > maxBytes) fail(`${shown} is larger than 16 MiB, so it is not a tenant file`);
  const bytes = await readFile(path).catch((cause: unknown) =>
    fail(`${shown} cannot be read (${codeOf(cause)})`, cause),
  );
  const text = decodeText(bytes);
  if (text === undefined) return fail(`${shown} is neither UTF-8 nor UTF-16. Save it as UTF-8`);
  if (text.trim() === '') return fail(`${shown} is empty`);
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch (cause) {
    return fail(`${shown} is not JSON${hint(text)}`, cause);
  }
}

/** Returns a hint at common mistakes in hand-written JSON. */
function hint(text: string): string {
  const withoutTexts = text.replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""');
  if (/\/\/|\/\*/.test(withoutTexts)) return ': it has comments. Remove them';
  if (/,\s*[}\]]/.test(withoutTexts)) return ': it has a comma before a closing bracket';
  return withoutTexts.includes("'") ? ': strings must be in double quotes' : '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
