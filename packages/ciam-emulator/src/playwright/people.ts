/** The user to sign in. */
export interface SigningIn {
  mail: string;
  /** Absent for a user who signs in with an emailed one-time passcode. */
  password?: string;
  /** Whether to stay signed in, if the tenant asks. Default: false. */
  staySignedIn?: boolean;
}

/** The user to sign up, with the attributes that the user flow asks for. */
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
