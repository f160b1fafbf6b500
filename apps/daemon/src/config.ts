import { type Environment, isGuid, readEnvironment, readTenantSettings, type TenantSettings } from 'ciam-config';
import { type ClientCredential, readCredential } from 'ciam-msal';

export interface Config {
  tenant: TenantSettings;
  clientId: string;
  credential: ClientCredential;
  /** The URL of the to-dos. A single to-do is at `/<id>` below it. */
  apiEndpoint: string;
  /** `<Application ID URI of the API>/.default` requests all permissions that an administrator granted to this app. */
  scope: string;
  http: { attempts: number; timeoutMs: number; totalMs: number };
}

/** An Application ID URI may have a path, but is unlikely to end like `/ToDoList.Read`. */
const namesSingleScope = /\/\w+\.(?:Read|ReadWrite|Write)(?:\.\w+)*$/;

/**
 * Reads the settings of the daemon.
 *
 * @param folder the folder that relative paths in the settings start from
 * @throws {ConfigurationError} naming every setting that is missing or wrong
 */
export function readConfig(env: Environment, folder: string): Config {
  return readEnvironment(env, (read) => {
    const tenant = readTenantSettings(read);
    const clientId = read.guid('DAEMON_CLIENT_ID', {
      purpose: 'the application (client) ID of the daemon',
      find: 'In the admin center (https://entra.microsoft.com): App registrations > the daemon > Overview.',
      also: ['CLIENT_ID'],
    });
    const credential = readCredential(read, 'DAEMON', folder);
    const apiEndpoint = read.url('API_ENDPOINT', {
      purpose: 'the address of the to-dos in the ToDoList API',
      default: `http://localhost:${readApiPort()}/api/todolist`,
      httpLoopbackOnly: true,
    });
    const scopes = { purpose: 'the Application ID URI of the API, with or without /.default' };
    const resource = read.optional('SCOPES', scopes) ?? `api://${readApiClientId()}`;
    if (/[\s,]/.test(resource)) {
      read.problem(
        'SCOPES',
        'SCOPES names more than one API, but a token is for one API. Set it to api://<API client id>/.default.',
      );
    } else if (namesSingleScope.test(resource)) {
      read.problem(
        'SCOPES',
        'SCOPES names a single scope, which only users can get. ' +
          'To request everything that the app was granted, set it to api://<API client id>/.default.',
      );
    } else if (resource !== '' && !isResource(resource.replace(/\/\.default$/, ''))) {
      read.problem(
        'SCOPES',
        `SCOPES is not an Application ID URI. It is ${scopes.purpose}: api://<API client id>/.default.`,
      );
    }

    return {
      tenant,
      clientId,
      credential,
      apiEndpoint,
      scope: resource.endsWith('/.default') ? resource : `${resource.replace(/\/$/, '')}/.default`,
      http: {
        attempts: read.integer('HTTP_ATTEMPTS', {
          purpose: 'the maximum number of attempts for each request',
          default: 4,
          min: 1,
          max: 20,
        }),
        timeoutMs: seconds('HTTP_TIMEOUT_SECONDS', 'how long one attempt may take', 10),
        totalMs: seconds('HTTP_TOTAL_SECONDS', 'how long a request may take with all its attempts', 30),
      },
    };

    function readApiPort(): number {
      return read.port('API_PORT', { purpose: 'the port of the ToDoList API', default: 44_351 });
    }

    function readApiClientId(): string {
      return read.guid('API_CLIENT_ID', {
        purpose: 'the application (client) ID of the API; or set SCOPES to its Application ID URI',
        find: 'In the admin center (https://entra.microsoft.com): App registrations > the API > Overview.',
      });
    }

    function seconds(name: string, purpose: string, byDefault: number): number {
      return read.integer(name, { purpose: `${purpose}, in seconds`, default: byDefault, min: 1, max: 3600 }) * 1000;
    }
  });
}

/**
 * An Application ID URI is a URI or the bare client ID. Reject other values, which may be secrets pasted by mistake.
 */
function isResource(value: string): boolean {
  if (isGuid(value)) return true;
  if (!URL.canParse(value) || !/^[a-z][a-z0-9+.-]*:/i.test(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return username === '' && password === '' && search === '' && hash === '';
}
