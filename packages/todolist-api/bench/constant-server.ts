// The comparison server: express-oauth2-jwt-bearer on Express 5, which sends a constant response.
import express from 'express';
import { auth } from 'express-oauth2-jwt-bearer';

const { ISSUER = '', AUDIENCE = '', ANSWER = '', PORT } = process.env;
const constant: unknown = JSON.parse(ANSWER);

const app = express();
app.use(auth({ issuerBaseURL: ISSUER, audience: AUDIENCE, tokenSigningAlg: 'RS256' }));
app.get('/api/todolist', (_req, res) => void res.json(constant));
app.listen(Number(PORT), '127.0.0.1');
