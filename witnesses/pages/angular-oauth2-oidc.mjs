// The libraries of Angular are published half compiled; this does the rest in the browser.
import '@angular/compiler';
import { provideHttpClient } from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { OAuthService, provideOAuthClient } from 'angular-oauth2-oidc';
import { report, settings } from './page.mjs';

const { injector } = await createApplication({
  providers: [provideZonelessChangeDetection(), provideHttpClient(), provideOAuthClient()],
});
const oauth = injector.get(OAuthService);
oauth.configure({
  issuer: settings.issuer,
  clientId: settings.clientId,
  redirectUri: `${location.origin}/`,
  responseType: 'code',
  scope: 'openid profile email offline_access',
  // The endpoints of a tenant are not below its issuer.
  strictDiscoveryDocumentValidation: false,
});
if (await oauth.loadDiscoveryDocumentAndLogin()) {
  const { info } = await oauth.loadUserProfile();
  const first = oauth.getAccessToken();
  await oauth.refreshToken();
  report({ name: info.name, email: info.email, refreshed: oauth.getAccessToken() !== first });
}
