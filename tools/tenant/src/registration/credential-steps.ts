import type { Application, KeyCredential, PasswordCredential } from '../graph/resources.ts';
import { type CertificateFile, createCertificate } from '../certificate.ts';
import { type ConfidentialKey, confidential, displayNames, environmentPrefix, tag } from './blueprint.ts';
import { known, type Settings, type Step, type Work } from './step.ts';
import type { TenantState } from './tenant-state.ts';

const role = 'Cloud Application Administrator';

/** What each confidential app proves itself by: a certificate where one is given, otherwise a client secret. */
export type Certificates = Partial<Record<ConfidentialKey, WantedCertificate>>;

/** A certificate in a PEM file, or the file in which to make one. */
interface WantedCertificate {
  path: string;
  there?: CertificateFile | undefined;
}

/** One step for each app whose `.env` holds nothing that its registration knows. */
export function credentialSteps(state: TenantState, current: Settings, certificates: Certificates, now: Date): Step[] {
  return confidential.flatMap((key) => {
    const prefix = environmentPrefix[key];
    const application = state.apps[key]?.application;
    const wanted = certificates[key];
    if (wanted) return certificateStep(key, wanted, application, current);
    if (current[`${prefix}_FEDERATED_TOKEN_FILE`] || current[`${prefix}_CLIENT_CERTIFICATE`]) return [];
    if (application && isKnownSecret(application, current, prefix, now)) return [];
    return [
      {
        text: `Create a client secret for "${displayNames[key]}", valid for 6 months`,
        role,
        run: (work: Work) => addSecret(work, key, now),
      },
    ];
  });
}

function isKnownSecret(application: Application, current: Settings, prefix: string, now: Date): boolean {
  const secret = current[`${prefix}_CLIENT_SECRET`];
  if (!secret || current[`${prefix}_CLIENT_ID`]?.toLowerCase() !== application.appId.toLowerCase()) return false;
  return (application.passwordCredentials ?? []).some(
    ({ hint, endDateTime }) =>
      hint && secret.startsWith(hint) && (!endDateTime || new Date(endDateTime).getTime() > now.getTime()),
  );
}

/** Kept in `.env` before anything else happens, since Graph shows a secret once. */
async function addSecret(work: Work, key: ConfidentialKey, now: Date): Promise<void> {
  const { id, appId } = known(work, key);
  const prefix = environmentPrefix[key];
  const endDateTime = new Date(now);
  endDateTime.setUTCDate(endDateTime.getUTCDate() + 180);
  const body = { passwordCredential: { displayName: tag, endDateTime: endDateTime.toISOString() } };
  const path = `/applications/${id}/addPassword`;
  const { secretText } = await work.graph.post<PasswordCredential>(path, body, 'secretText');
  await work.save({ [`${prefix}_CLIENT_ID`]: appId, [`${prefix}_CLIENT_SECRET`]: secretText ?? undefined });
}

function certificateStep(
  key: ConfidentialKey,
  { path, there }: WantedCertificate,
  application: Application | undefined,
  current: Settings,
): Step[] {
  const prefix = environmentPrefix[key];
  const registered = there && application?.keyCredentials?.some((credential) => isOf(credential, there));
  if (registered && current[`${prefix}_CLIENT_CERTIFICATE`] === path) return [];
  return [
    {
      text: `${there ? 'Register' : 'Make and register'} the certificate ${path} for "${displayNames[key]}"`,
      role,
      run: async (work) => {
        const { id, appId } = known(work, key);
        const file = there ?? (await createCertificate(path, key));
        // Only a request for this property alone returns the keys, and PATCH replaces them all.
        const { keyCredentials = [] } = await work.graph.get<Application>(`/applications/${id}?$select=keyCredentials`);
        if (!keyCredentials.some((credential) => isOf(credential, file))) {
          const added: KeyCredential = {
            type: 'AsymmetricX509Cert',
            usage: 'Verify',
            displayName: file.certificate.subject,
            key: file.der,
          };
          await work.graph.patch(`/applications/${id}`, { keyCredentials: [...keyCredentials, added] });
        }
        await work.save({
          [`${prefix}_CLIENT_ID`]: appId,
          [`${prefix}_CLIENT_CERTIFICATE`]: path,
          [`${prefix}_CLIENT_SECRET`]: undefined,
        });
      },
    },
  ];
}

/** Lists leave `key` out, and identify a certificate by its SHA-1 thumbprint. */
function isOf(credential: KeyCredential, { der, certificate }: CertificateFile): boolean {
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  const identifier = credential.customKeyIdentifier ?? '';
  return (
    credential.key === der ||
    [identifier.toUpperCase(), Buffer.from(identifier, 'base64').toString('hex').toUpperCase()].includes(thumbprint)
  );
}
