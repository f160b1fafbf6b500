import { resolve } from 'node:path';
import { type Environment, loadEnvironment, readEnvironment } from 'ciam-config';
import type { WebAddresses } from './registration/blueprint.ts';

const packageFolder = resolve(import.meta.dirname, '..');
const root = resolve(packageFolder, '../..');

/** Files that the commands read and write. */
export const files: Readonly<Record<'env' | 'template' | 'certificates', string>> = {
  env: resolve(root, '.env'),
  template: resolve(root, '.env.example'),
  certificates: resolve(root, 'certificates'),
};

export interface AdministratorConfig {
  web: WebAddresses;
  /** An access token for Microsoft Graph that somebody else obtained; there is no sign-in then. */
  graphAccessToken?: string;
}

/** @throws ConfigurationError */
export function readAdministratorConfig(env: Environment = loadEnvironment(packageFolder)): AdministratorConfig {
  return readEnvironment(env, (read) => {
    const web = {
      redirectUri: read.url('REDIRECT_URI', {
        purpose: 'where the tenant sends users back to the web app',
        default: 'http://localhost:3000/auth/redirect',
        httpLoopbackOnly: true,
      }),
      postLogoutRedirectUri: read.url('POST_LOGOUT_REDIRECT_URI', {
        purpose: 'where the tenant sends users after sign-out',
        default: 'http://localhost:3000/',
        httpLoopbackOnly: true,
      }),
    };
    const graphAccessToken = read.optional('GRAPH_ACCESS_TOKEN', {
      purpose: 'an access token for Microsoft Graph, instead of signing in',
    });
    return { web, ...(graphAccessToken ? { graphAccessToken } : {}) };
  });
}
