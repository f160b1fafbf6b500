import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a program that opens browsers takes at most to say that it cannot. */
const patienceMs = 2_000;

/**
 * Asks the machine to open an address in a browser.
 *
 * @throws Error when there is no browser, or nothing to show it on
 */
export async function openBrowser(address: string): Promise<void> {
  // The address came over the network.
  if (!/^https?:$/.test(new URL(address).protocol)) throw new TypeError('not a web page');
  // Loaded only when it is needed: a silent sign-in is over before.
  const { default: open } = await import('open');
  const opener = await open(address);
  // Some run as long as the browser does; those that fail say so soon.
  const ended = opener.exitCode === null ? once(opener, 'exit').then(() => opener.exitCode) : opener.exitCode;
  const code = await Promise.race([ended, delay(patienceMs, 0)]);
  if (code !== 0) throw new Error('The browser did not start.');
}
