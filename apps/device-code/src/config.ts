import { type Environment, readEnvironment, readTenantSettings, type TenantSettings } from 'ciam-config';
import { mayOpenBrowser } from './screen/may-open-browser.ts';

export { mayOpenBrowser };

export interface Config {
  tenant: TenantSettings;
  clientId: string;
  canOpenBrowser: boolean;
  /** Whether the terminal cannot move the cursor (`TERM=dumb`). */
  isDumb: boolean;
}

/**
 * Reads the settings of the app.
 *
 * @throws {ConfigurationError} naming every setting that is missing or wrong
 */
export function readConfig(env: Environment): Config {
  return readEnvironment(env, (read) => ({
    tenant: readTenantSettings(read),
    clientId: read.guid('DEVICE_CODE_CLIENT_ID', {
      purpose: 'the application (client) ID of the device code app',
      find: 'In the admin center (https://entra.microsoft.com): App registrations > your app > Overview.',
      also: ['CLIENT_ID'],
    }),
    canOpenBrowser: mayOpenBrowser(env),
    isDumb: env['TERM'] === 'dumb',
  }));
}
