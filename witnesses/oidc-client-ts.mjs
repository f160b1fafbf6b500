import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';

import { ask, report, settings } from './witness.mjs';

const { issuer, singlePageId, singlePageUri } = settings;
const origin = new URL(singlePageUri).origin;
// It is made for pages: what it needs of one is where it stands and the origin that its requests come from.
globalThis.localStorage = new InMemoryWebStorage();
globalThis.sessionStorage = new InMemoryWebStorage();
const { fetch: nodeFetch } = globalThis;
globalThis.fetch = (url, init) =>
  nodeFetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), origin } });

const common = {
  authority: issuer,
  client_id: singlePageId,
  redirect_uri: singlePageUri,
  scope: 'openid profile email offline_access',
  loadUserInfo: true,
  stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
};
const client = new OidcClient(common);
const request = await client.createSigninRequest({ request_type: 'si:r' });
const { url } = await ask({ signIn: request.url });
const response = await client.processSigninResponse(url);
const { refresh_token, session_state, profile, scope } = response;
const refreshed = await client.useRefreshToken({
  state: { refresh_token, session_state, profile, scope, data: undefined },
});
report({ profile, refreshed: Boolean(refreshed.access_token) });
