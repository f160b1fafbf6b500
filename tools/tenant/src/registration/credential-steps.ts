import type { FileApplication, FileEnvironment, TenantFile } from 'ciam-emulator/tenant-file';
import { type CertificateFile, createCertificate } from '../certificate.ts';
import type { Application, KeyCredential, PasswordCredential } from '../graph/resources.ts';
import { known, type Settings, type Step, type Work } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const role = 'Cloud Application Administrator';

/** The certificates by the name of their app, for apps without a client secret. */
export type Certificates = Record<string, WantedCertificate | undefined>;

/** A certificate in a PEM file, or the file to create one in. */
interface WantedCertificate {
  path: string;
  existing?: CertificateFile | undefined;
}

/** Whether an application authenticates with a credential in `.env`. */
export function isConfidential({ env }: FileApplication): boolean {
  return env?.clientSecret !== undefined || env?.clientCertificate !== undefined;
}

/** Returns a step for each app without a credential in `.env` that its registration knows. */
export function credentialSteps(
  state: TenantState,
  file: TenantFile,
  { current, certificates, now }: { current: Settings; certificates: Certificates; now: Date },
): Step[] {
  return file.applications.filter(isConfidential).flatMap(({ name, displayName, env = {} }) => {
    const application = state.apps[name]?.application;
    const wanted = certificates[name];
    if (wanted && env.clientCertificate)
      return certificateStep(name, displayName, env, { wanted, application, current });
    const another = [env.federatedTokenFile, env.clientCertificate].some((variable) => variable && current[variable]);
    if (another || (application && isKnownSecret(application, current, env, now)) || !env.clientSecret) return [];
    return [
      {
        text: `Create a client secret for "${displayName}", valid for 6 months`,
        role,
        run: (work: Work) => addSecret(work, name, env, now),
      },
    ];
  });
}

function isKnownSecret(application: Application, current: Settings, env: FileEnvironment, now: Date): boolean {
  const secret = current[env.clientSecret ?? ''];
  const clientId = env.clientId === undefined ? application.appId : current[env.clientId];
  if (!secret || clientId?.toLowerCase() !== application.appId.toLowerCase()) return false;
  return (application.passwordCredentials ?? []).some(
    ({ hint, endDateTime }) =>
      hint && secret.startsWith(hint) && (!endDateTime || new Date(endDateTime).getTime() > now.getTime()),
  );
}

/** Creates a client secret and saves it in `.env` first, because Graph shows it only once. */
async function addSecret(work: Work, name: string, env: FileEnvironment, now: Date): Promise<void> {
  const { id, appId } = known(work, name);
  const endDateTime = new Date(now);
  endDateTime.setUTCDate(endDateTime.getUTCDate() + 180);
  const body = { passwordCredential: { displayName: work.file.name, endDateTime: endDateTime.toISOString() } };
  const path = `/applications/${id}/addPassword`;
  const { secretText } = await work.graph.post<PasswordCredential>(path, body, 'secretText');
  await work.save({ ...set(env.clientId, appId), ...set(env.clientSecret, secretText ?? undefined) });
}

function set(variable: string | undefined, value: string | undefined): Settings {
  return variable === undefined ? {} : { [variable]: value };
}

function certificateStep(
  name: string,
  displayName: string,
  env: FileEnvironment,
  has: { wanted: WantedCertificate; application: Application | undefined; current: Settings },
): Step[] {
  const { wanted, application, current } = has;
  const { path, existing } = wanted;
  const registered = existing && application?.keyCredentials?.some((credential) => isOf(credential, existing));
  if (registered && current[env.clientCertificate ?? ''] === path) return [];
  return [
    {
      text: `${existing ? 'Register' : 'Create and register'} the certificate ${path} for "${displayName}"`,
      role,
      run: async (work) => {
        const { id, appId } = known(work, name);
        const file = existing ?? (await createCertificate(path, name));
        // Graph returns the keys only if this property is requested alone, and PATCH replaces all of them.
        const { keyCredentials = [] } = await work.graph.get<Application>(`/applications/${id}?$select=keyCredentials`);
        if (!keyCredentials.some((credential) => isOf(credential, file))) {
          await work.graph.patch(`/applications/${id}`, { keyCredentials: [...keyCredentials, credentialOf(file)] });
        }
        await work.save({
          ...set(env.clientId, appId),
          ...set(env.clientCertificate, path),
          ...set(env.clientSecret, undefined),
        });
      },
    },
  ];
}

/** Includes both times, because Graph would otherwise use a year from now. */
function credentialOf({ certificate, der }: CertificateFile): KeyCredential {
  return {
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    displayName: certificate.subject,
    key: der,
    startDateTime: new Date(certificate.validFrom).toISOString(),
    endDateTime: new Date(certificate.validTo).toISOString(),
  };
}

/** Lists omit `key`, and identify a certificate by its SHA-1 thumbprint. */
function isOf(credential: KeyCredential, { der, certificate }: CertificateFile): boolean {
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  const identifier = credential.customKeyIdentifier ?? '';
  return (
    credential.key === der ||
    [identifier.toUpperCase(), Buffer.from(identifier, 'base64').toString('hex').toUpperCase()].includes(thumbprint)
  );
}
