/** Whom to sign in as. */
export interface SigningIn {
  mail: string;
  /** Absent for one who signs in with an e-mailed one-time passcode. */
  password?: string;
  /** Whether to stay signed in, where the tenant asks; no by default. */
  staySignedIn?: boolean;
}

/** Whom to sign up as: what the user flow asks for, by the names that it uses. */
export interface SigningUp extends SigningIn {
  displayName?: string;
  givenName?: string;
  surname?: string;
  /** Two letters, as in ISO 3166. */
  country?: string;
  postalCode?: string;
  /** Custom attributes. */
  attributes?: Record<string, string>;
}
