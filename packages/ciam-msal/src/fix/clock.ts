import { describeClocks } from 'ciam-config/clocks';

/** What the tenant refuses when the clocks differ: a client assertion or a certificate outside its time. */
const aboutTime = new Set(['AADSTS500133', 'AADSTS700024', 'AADSTS1000502']);

/** Seconds by which clocks may differ without anyone noticing. */
const toleranceSeconds = 60;

/**
 * By how much this machine's clock differs from the tenant's, where the error comes from that: each error of Entra says when it
 * was made.
 */
export function clockDifference(code: string | undefined, text: string, now: number = Date.now()): string | undefined {
  if (code === undefined || !aboutTime.has(code)) return undefined;
  const said = /Timestamp: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)Z/.exec(text);
  const ahead = Math.round((now - Date.parse(`${said?.[1]}T${said?.[2]}Z`)) / 1000);
  if (Number.isNaN(ahead) || Math.abs(ahead) <= toleranceSeconds) return undefined;
  return describeClocks(ahead);
}
