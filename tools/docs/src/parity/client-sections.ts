import { absent, emulated, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

export const graph: ParitySection = {
  title: 'Microsoft Graph',
  rows: [
    real('userinfo agrees with the ID token', sources.userInfo, 'graph.test.ts', 'is where discovery says'),
    real(
      'Profile of the signed-in user, and of others by permission',
      sources.userResource,
      'graph.test.ts',
      'someone else, with permission and without',
    ),
    real('A token for another API', sources.graphAudience, 'graph.test.ts', 'one for another API'),
    real('The text for an invalid signature', sources.graphSignature, 'graph.test.ts', 'one with another signature'),
    real('No photo', sources.photo, 'graph.test.ts', 'a photo there is none'),
    absent('The rest of Graph', 'graph.test.ts', 'is not there'),
  ],
};

export const clients: ParitySection = {
  title: 'Clients',
  rows: [
    emulated('MSAL Node 7 and 2', 'msal-node.test.ts', 'signs a user in by authorization code'),
    emulated(
      'MSAL.js in a browser',
      'msal-browser.long.test.ts',
      'signs in from a page of a registered single-page app',
    ),
    emulated('MSAL Python', 'witnesses/clients.long.test.ts', 'MSAL Python'),
    emulated('MSAL Go and MSAL Java, tested with requests of the same shape', 'request-shapes.test.ts', 'MSAL Go'),
    emulated('@azure/identity', 'witnesses/clients.long.test.ts', '@azure/identity on Node 24'),
    emulated('openid-client, express-openid-connect', 'openid-client.test.ts', 'authorization code with PKCE'),
    emulated('oidc-client-ts, angular-oauth2-oidc in a browser', 'witnesses/pages.long.test.ts', 'angular-oauth2-oidc'),
    emulated('Passport, Auth.js', 'witnesses/clients.long.test.ts', 'Auth.js: code and userinfo'),
    emulated('mod_auth_openidc', 'witnesses/apache.long.test.ts', 'mod_auth_openidc signs a user in'),
    emulated('openid_connect for Ruby', 'witnesses/clients.long.test.ts', 'openid_connect for Ruby'),
    emulated('Bounded memory after years of sign-ins', 'endurance.long.test.ts', '10,000 sign-ins of a tenant'),
  ],
};
