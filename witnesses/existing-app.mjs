// A web app as many have it: Express, @azure/msal-node 2, settings from the environment. It knows nothing of a local tenant.
import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';
import express from 'express';
import session from 'express-session';

const { TENANT_SUBDOMAIN, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, POST_LOGOUT_REDIRECT_URI } = process.env;
const authority = `https://${TENANT_SUBDOMAIN}.ciamlogin.com/`;
const msal = new ConfidentialClientApplication({
  auth: { clientId: CLIENT_ID, authority, clientSecret: CLIENT_SECRET },
});
const crypto = new CryptoProvider();
const scopes = ['openid', 'profile', 'offline_access'];

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ secret: CLIENT_SECRET, resave: false, saveUninitialized: false }));

app.get('/', (req, res) => res.send(req.session.account ? `Hello ${req.session.account.name}` : 'Nobody is signed in'));

app.get('/auth/signin', async (req, res) => {
  const { verifier, challenge } = await crypto.generatePkceCodes();
  req.session.verifier = verifier;
  const codes = { codeChallenge: challenge, codeChallengeMethod: 'S256' };
  res.redirect(await msal.getAuthCodeUrl({ scopes, redirectUri: REDIRECT_URI, ...codes }));
});

app.get('/auth/redirect', async (req, res) => {
  const { code } = req.query;
  const codeVerifier = req.session.verifier;
  const result = await msal.acquireTokenByCode({ code, scopes, redirectUri: REDIRECT_URI, codeVerifier });
  req.session.account = result.account;
  res.redirect('/');
});

app.get('/auth/signout', (req, res) => {
  const after = encodeURIComponent(POST_LOGOUT_REDIRECT_URI);
  req.session.destroy(() =>
    res.redirect(
      `${authority}${TENANT_SUBDOMAIN}.onmicrosoft.com/oauth2/v2.0/logout?post_logout_redirect_uri=${after}`,
    ),
  );
});

app.listen(3000, () => console.log('The app listens.'));
