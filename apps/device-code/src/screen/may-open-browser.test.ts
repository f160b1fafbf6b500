import { expect, test } from 'vitest';
import { mayOpenBrowser } from './may-open-browser.ts';

test.each<[boolean, NodeJS.Platform, Record<string, string>]>([
  [true, 'darwin', {}],
  [true, 'win32', {}],
  [false, 'linux', {}],
  [false, 'linux', { DISPLAY: '' }],
  [true, 'linux', { DISPLAY: ':0' }],
  [true, 'linux', { WAYLAND_DISPLAY: 'wayland-0' }],
  [true, 'linux', { WSL_DISTRO_NAME: 'Ubuntu' }],
  [false, 'linux', { DISPLAY: ':0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }],
  [false, 'darwin', { SSH_TTY: '/dev/ttys1' }],
  [false, 'darwin', { CI: 'true' }],
])('%s on %s with %j', (expected, platform, env) => {
  expect(mayOpenBrowser(env, platform)).toBe(expected);
});
