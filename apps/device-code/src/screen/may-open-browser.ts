import type { Environment } from 'ciam-config';

/**
 * Whether the user sits in front of this machine's browser: not over SSH, not in CI, and on Linux only with a display.
 */
export function mayOpenBrowser(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  const isSet = (name: string): boolean => Boolean(env[name]);
  if (['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY', 'CI'].some(isSet)) return false;
  return platform === 'darwin' || platform === 'win32' || ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some(isSet);
}
