export type CertificateErrorCode =
  | 'file_not_found'
  | 'file_unreadable'
  | 'not_a_certificate'
  | 'url_given'
  | 'key_vault_reference'
  | 'token_given'
  | 'token_not_file'
  | 'token_empty'
  | 'pkcs12'
  | 'der'
  | 'pem_incomplete'
  | 'key_missing'
  | 'key_encrypted'
  | 'key_unreadable'
  | 'key_not_rsa'
  | 'key_too_short'
  | 'certificate_missing'
  | 'certificate_unreadable'
  | 'certificate_mismatch'
  | 'certificate_expired'
  | 'certificate_not_yet_valid';

/** Describes each code of a {@link CertificateError}: the end of a sentence, and the fix. */
export const certificateErrors: Readonly<Record<CertificateErrorCode, readonly [what: string, fix: string]>> = {
  file_not_found: ['names a file that does not exist', "Relative paths start from the program's own folder."],
  file_unreadable: ['names something that cannot be read as a file', 'Check the path and who may read it.'],
  not_a_certificate: [
    'is not a PEM, a base64-encoded PEM, or the path of a file',
    'Set it to the path of a PEM file with the certificate and its private key.',
  ],
  url_given: [
    'is a URL, not the path of a file',
    'Save the file on this machine, and set this to its path, without file: in front.',
  ],
  key_vault_reference: [
    'still contains its Key Vault reference, which the platform did not resolve',
    "Check the reference, and that the app's managed identity may read the secret.",
  ],
  token_given: [
    'contains a token where a certificate or key belongs',
    'Write the token to a file, and set *_FEDERATED_TOKEN_FILE to its path.',
  ],
  token_not_file: ['contains a token, not the path of a file', 'Write the token to a file, and set this to its path.'],
  token_empty: ['names a file without a token', 'The file must contain only the token.'],
  pkcs12: [
    'contains a PKCS#12 (.pfx, .p12), not a PEM',
    'Convert it: openssl pkcs12 -in app.pfx -nodes -out app.pem (base64 first: base64 -d app.txt > app.pfx). ' +
      'In Key Vault, give the certificate the content type application/x-pem-file.',
  ],
  der: [
    'contains DER, the binary form, not a PEM',
    'Convert it: openssl x509 -inform DER -in app.cer, and openssl pkey -inform DER -in app.key, both into one PEM file.',
  ],
  pem_incomplete: [
    'contains a PEM that is cut off',
    'In a .env file put the whole PEM in quotes, or write each line break as \\n.',
  ],
  key_missing: ['has no PRIVATE KEY block', 'Put the certificate and its key into one PEM file.'],
  key_encrypted: [
    'contains a private key that is protected by a passphrase',
    'Remove the passphrase: openssl pkey -in key.pem -out plain.pem.',
  ],
  key_unreadable: ['contains a PRIVATE KEY block that cannot be read', 'Export the key again, as PKCS#8 in PEM.'],
  key_not_rsa: ['contains a private key that is not RSA', 'Entra accepts RSA keys only.'],
  key_too_short: ['contains a private key that is too short', 'Create a certificate whose key has 2048 bits or more.'],
  certificate_missing: ['has no CERTIFICATE block', 'Put the certificate and its key into one PEM file.'],
  certificate_unreadable: ['contains a CERTIFICATE block that cannot be read', 'Export the certificate again, as PEM.'],
  certificate_mismatch: [
    'contains a certificate and a private key that do not belong together',
    'Export both again from the same source.',
  ],
  certificate_expired: [
    'contains a certificate that has expired',
    'Create a new one, and upload it to the app registration.',
  ],
  certificate_not_yet_valid: [
    'contains a certificate that is not valid yet',
    "Check this machine's clock, or wait until then.",
  ],
};

/**
 * A credential that cannot be used. Neither the message nor the `cause` contains the value, the file or its path, so
 * errors of the file system are reported by their code alone.
 */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: CertificateErrorCode;
  readonly #detail: string | undefined;

  /**
   * @param detail for example the code of the file system's error, or a date
   * @param subject the subject of the sentence, such as the name of a setting
   */
  constructor(code: CertificateErrorCode, detail?: string, subject = 'The PEM') {
    const [what, fix] = certificateErrors[code];
    super(`${subject} ${what}${detail ? ` (${detail})` : ''}. ${fix}`);
    this.code = code;
    this.#detail = detail;
  }

  /** Returns the same error with another subject. */
  about(subject: string): CertificateError {
    return new CertificateError(this.code, this.#detail, subject);
  }
}
