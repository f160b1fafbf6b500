import type { Application, TenantConfig } from 'ciam-emulator';

export interface Addresses {
  /** The local tenant's origin, with a trailing slash. */
  authority: string;
  /** The origins of the API and the web app. */
  api: string;
  web: string;
}

/** Returns the settings with which every program finds the local tenant and the other programs. */
export function programEnvironment(tenant: TenantConfig, { authority, api, web }: Addresses): Record<string, string> {
  const find = (fits: (application: Application) => boolean): Application | undefined => tenant.applications.find(fits);
  const webApp = find(({ web: platform }) => platform !== undefined);
  const deviceCode = find(({ isFallbackPublicClient }) => isFallbackPublicClient === true);
  const todoListApi = find(({ identifierUris = [] }) => identifierUris.length > 0);
  const daemon = find((each) => ![webApp, deviceCode, todoListApi].includes(each));
  const secretOf = (application?: Application): string => application?.passwordCredentials?.[0]?.secretText ?? '';
  return {
    TENANT_SUBDOMAIN: tenant.subdomain,
    AUTHORITY: authority,
    DEVICE_CODE_CLIENT_ID: deviceCode?.appId ?? '',
    WEB_APP_CLIENT_ID: webApp?.appId ?? '',
    WEB_APP_CLIENT_SECRET: secretOf(webApp),
    REDIRECT_URI: new URL('/auth/redirect', web).href,
    POST_LOGOUT_REDIRECT_URI: new URL('/', web).href,
    WEB_APP_PORT: new URL(web).port,
    DAEMON_CLIENT_ID: daemon?.appId ?? '',
    DAEMON_CLIENT_SECRET: secretOf(daemon),
    API_CLIENT_ID: todoListApi?.appId ?? '',
    API_ENDPOINT: new URL('/api/todolist', api).href,
    API_PORT: new URL(api).port,
  };
}
