import { ExpressAuth, getSession } from '@auth/express';
import express from 'express';
import { ask, report, settings } from './witness.mjs';

const { issuer, webId, secret } = settings;
const config = {
  secret: 'only for this witness, and at least thirty-two characters',
  trustHost: true,
  providers: [
    {
      id: 'entra',
      name: 'External ID',
      type: 'oidc',
      issuer,
      clientId: webId,
      clientSecret: secret,
      // Asks userinfo as well, although the ID token says the same.
      idToken: false,
      authorization: { params: { scope: 'openid profile email' } },
    },
  ],
};
const app = express();
app.set('trust proxy', true);
app.use('/auth', ExpressAuth(config));
app.get('/me', async (req, res) => res.json(await getSession(req, config)));

const cookies = new Map();
const server = app.listen(0, async () => {
  const own = `http://localhost:${server.address().port}`;
  const visit = async (path, body) => {
    const response = await fetch(`${own}${path}`, {
      method: body ? 'POST' : 'GET',
      body,
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  const { csrfToken } = await (await visit('/auth/csrf')).json();
  const begun = await visit('/auth/signin/entra', new URLSearchParams({ csrfToken }));
  if (!begun.headers.has('location')) throw new Error(`${begun.status} ${await begun.text()}`);
  const { url } = await ask({ signIn: begun.headers.get('location') });
  const { pathname, search } = new URL(url);
  await visit(pathname + search);
  report(await (await visit('/me')).json());
});
