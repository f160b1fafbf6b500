'use strict';
// The daemon as the original sample writes it: CommonJS, MSAL Node 2, axios, yargs 17. A yardstick, and no example.
// https://github.com/Azure-Samples/ms-identity-ciam-javascript-tutorial/tree/main/2-Authorization/3-call-api-node-daemon
const yargs = require('yargs-17');
const msal = require('msal-node-2');
const axios = require('axios');

const { AUTHORITY, TENANT_ID, DAEMON_CLIENT_ID, DAEMON_CLIENT_SECRET, API_CLIENT_ID, API_ENDPOINT } = process.env;
const { host } = new URL(AUTHORITY);

const options = yargs
  .usage('Usage: --op <operation_name>')
  .option('op', { alias: 'operation', describe: 'operation name', type: 'string', demandOption: true }).argv;

const client = new msal.ConfidentialClientApplication({
  auth: {
    clientId: DAEMON_CLIENT_ID,
    authority: `https://${host}/${TENANT_ID}`,
    clientSecret: DAEMON_CLIENT_SECRET,
    knownAuthorities: [host],
  },
  system: {
    loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false, logLevel: msal.LogLevel.Info },
  },
});

async function main() {
  if (options.op !== 'getToDos') throw new Error('Select a Graph operation first');
  const { accessToken } = await client.acquireTokenByClientCredential({ scopes: [`api://${API_CLIENT_ID}/.default`] });
  const { data } = await axios.get(API_ENDPOINT, { headers: { Authorization: `Bearer ${accessToken}` } });
  console.log(data);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
