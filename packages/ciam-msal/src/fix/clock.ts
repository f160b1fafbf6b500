import { describeClocks } from 'ciam-config/clocks';

/** Errors that differing clocks cause: a client assertion or certificate outside its validity period. */
const aboutTime = new Set(['AADSTS500133', 'AADSTS700024', 'AADSTS1000502']);

/** The difference of clocks, in seconds, that causes no errors. */
const toleranceSeconds = 60;

/**
 * Describes how far this machine's clock differs from the tenant's, if that explains the error. Every error of Entra
 * contains its time.
 */
export function clockDifference(code: string | undefined, text: string, now: number = Date.now()): string | undefined {
  if (code === undefined || !aboutTime.has(code)) return undefined;
  const said = /Timestamp: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z/.exec(text);
  const ahead = Math.round((now - Date.parse(`${said?.[1]}T${said?.[2]}Z`)) / 1000);
  if (Number.isNaN(ahead) || Math.abs(ahead) <= toleranceSeconds) return undefined;
  return describeClocks(ahead);
}
