import { UserManager } from 'oidc-client-ts';
import { report, settings } from './page.mjs';

const users = new UserManager({
  authority: settings.issuer,
  client_id: settings.clientId,
  redirect_uri: `${location.origin}/`,
  scope: 'openid profile email offline_access',
  loadUserInfo: true,
});
if (location.search.includes('code=')) {
  const { profile, access_token: first } = await users.signinCallback();
  const { access_token: second } = await users.signinSilent();
  report({ name: profile.name, email: profile.email, refreshed: second !== first });
} else {
  await users.signinRedirect();
}
