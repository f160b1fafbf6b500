export { acceptConsent, AccountNotOfferedError, pickAccount, signOut } from './playwright/accounts.ts';
export { enterDeviceCode } from './playwright/device-code.ts';
export { EntryNotAcceptedError } from './playwright/forms.ts';
export { CodeNotSentError, readCode } from './playwright/inbox.ts';
export type { Page } from './playwright/page.ts';
export type { SigningIn, SigningUp } from './playwright/people.ts';
export { verifyIdentity } from './playwright/second-factor.ts';
export { signIn } from './playwright/sign-in.ts';
export { signUp } from './playwright/sign-up.ts';
