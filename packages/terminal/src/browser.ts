/** Variables that tell where a program runs. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a browser on this machine is in front of the user: not over SSH, not in CI, and on Linux only with a display. */
export function mayOpenBrowser(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  const isSet = (name: string): boolean => Boolean(env[name]);
  if (['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY', 'CI'].some(isSet)) return false;
  return platform === 'darwin' || platform === 'win32' || ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some(isSet);
}

/**
 * Opens an address in the user's browser. Addresses come from the network: only http and https are opened.
 *
 * @returns whether something was started
 */
export async function openInBrowser(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const { protocol, href } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  try {
    // Loaded only when it is needed: it takes longer than the rest of a silent sign-in.
    const { default: open } = await import('open');
    await open(href);
    return true;
  } catch {
    return false;
  }
}
