import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for the opener to fail. It tries several browsers, which takes seconds on a busy machine. */
const patienceMs = 10_000;

/**
 * Opens an address in the default browser.
 *
 * @throws {TypeError} when the address is not http or https
 * @throws {Error} when no browser starts
 */
export async function openBrowser(address: string): Promise<void> {
  // The address came over the network, so it is not trusted.
  if (!/^https?:$/.test(new URL(address).protocol)) throw new TypeError('not a web page');
  // Imported on demand, because a silent sign-in does not need it.
  const { default: open } = await import('open');
  const opener = await open(address);
  // Some openers run as long as the browser does. Those that fail exit soon.
  const ended = opener.exitCode === null ? once(opener, 'exit').then(() => opener.exitCode) : opener.exitCode;
  const code = await Promise.race([ended, delay(patienceMs, 0)]);
  if (code !== 0) throw new Error('The browser did not start.');
}
