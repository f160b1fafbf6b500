import { ClientCertificateCredential, ClientSecretCredential, DeviceCodeCredential } from '@azure/identity';
import { ask, report, settings } from './witness.mjs';

const { origin, tenantId, daemonId, deviceId, certificateId, secret, certificate, scope, userScope } = settings;
const options = { authorityHost: origin, disableInstanceDiscovery: true };
const bySecret = new ClientSecretCredential(tenantId, daemonId, secret, options);
const byCertificate = new ClientCertificateCredential(tenantId, certificateId, { certificate }, options);
const byDevice = new DeviceCodeCredential({
  ...options,
  tenantId,
  clientId: deviceId,
  userPromptCallback: ({ userCode }) => void ask({ approve: userCode }),
});
const tokens = [
  await bySecret.getToken(scope),
  await byCertificate.getToken(scope),
  await byDevice.getToken(userScope),
];
report(tokens.map(({ token }) => token));
