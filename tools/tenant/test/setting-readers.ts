import { ConfigurationError, type Environment } from 'ciam-config';
import { readConfig as readDaemonConfig } from 'daemon/config';
import { readConfig as readDeviceCodeConfig } from 'device-code/config';
import { readConfig as readApiConfig } from 'todolist-api/config';
import { readConfig as readWebAppConfig } from 'web-app/config';
import { readAdministratorConfig } from '../src/config.ts';

/** What each program reads its settings with. */
export const readers: Readonly<Record<string, (env: Environment) => unknown>> = {
  'web-app': readWebAppConfig,
  daemon: (env) => readDaemonConfig(env, import.meta.dirname),
  'device-code': readDeviceCodeConfig,
  'todolist-api': readApiConfig,
  tenant: readAdministratorConfig,
};

/** Settings that decide how others are read, so that each of those is read once. */
export const modes: readonly Environment[] = [
  {},
  { NODE_ENV: 'production' },
  { SESSION_STORE: 'redis' },
  { CERT_THUMBPRINT: '0'.repeat(40) },
];

/** The names of all settings that a program asks for. */
export function namesReadBy(read: (env: Environment) => unknown): string[] {
  const names = new Set<string>();
  for (const mode of modes) {
    const env = new Proxy<Record<string, string | undefined>>(
      { ...mode },
      {
        get: (target, name) => {
          names.add(String(name));
          return target[String(name)];
        },
      },
    );
    outputOf(() => read(env));
  }
  return [...names];
}

/** What a person would see of it: the message, and each problem by itself. */
export function outputOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [error.message, ...error.problems].join('\n');
  }
}
