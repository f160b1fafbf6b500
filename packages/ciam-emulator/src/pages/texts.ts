const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** All texts of the pages, in one place, so that they can be translated. */
export const texts = {
  language: 'en',
  banner: 'Local tenant: nothing here is real.',
  usersAndApps: 'Users and apps',
  errorPrefix: 'Error: ',

  // Labels and buttons. Do not change them: tests use them to drive the pages.
  email: 'Email address',
  password: 'Password',
  newPassword: 'New password',
  confirmPassword: 'Confirm password',
  code: 'Code',
  next: 'Next',
  signIn: 'Sign in',
  cancel: 'Cancel',
  continue: 'Continue',
  accept: 'Accept',
  createOne: 'Create one',
  createAccount: 'Create account',
  forgotPassword: 'Forgot your password?',
  sendNewCode: 'Send a new code',
  otherAccount: 'Use another account',
  refresh: 'Refresh',
  inbox: 'Inbox',

  signInTitle: 'Sign in',
  signInTo: (application: string) => `Sign in to continue to ${application}.`,
  emailMissing: 'Enter your email address, for example name@example.com.',
  accountUnknown: 'There is no account with this email address. Check it, or create an account.',
  accountDisabled: 'This account is disabled. Ask the people who run this service to enable it.',
  noAccount: 'No account?',

  passwordTitle: 'Enter your password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  passwordMissing: 'Enter your password.',
  passwordWrong: (left: number) => `That password is not right. You can try ${count(left, 'more time', 'more times')}.`,
  locked: (seconds: number) =>
    `There were too many wrong attempts, so this account is locked for a while. Try again in ${
      seconds <= 90 ? count(seconds, 'second', 'seconds') : count(Math.ceil(seconds / 60), 'minute', 'minutes')
    }.`,

  accountTitle: 'Pick an account',

  staySignedInTitle: 'Stay signed in?',
  staySignedInHelp: 'Do this to reduce the number of times you are asked to sign in.',
  yes: 'Yes',
  no: 'No',

  secondFactorTitle: 'Verify your identity',
  secondFactorFor: (application: string) =>
    `${application} needs to verify that it is you. How do you want to receive the code?`,
  codeByEmail: 'Email a code',
  codeBySms: 'Text a code',

  signUpTitle: 'Create an account',
  signUpTo: (application: string) => `We will send a code to your email address, then take you to ${application}.`,
  accountExists: 'There is already an account with this email address. Sign in with it instead.',
  directoryFull: 'The local tenant has reached its limit of accounts. Remove some, or reset it.',
  haveAccount: 'Already have an account?',

  resetTitle: 'Reset your password',
  resetHelp: 'We will send a code to your email address. With it you can choose a new password.',

  codeTitle: 'Enter the code',
  codeSent: (minutes: number) => `We sent a code to this address. It is valid for ${minutes} minutes.`,
  codeHint: (length: number) => `${length} digits`,
  codeMissing: 'Enter the code that you received.',
  codeWrong: (left: number) => `That code is not right. You can try ${count(left, 'more time', 'more times')}.`,
  codeSpent: 'There were too many wrong attempts with this code. Send a new code.',
  codeExpired: 'That code has expired. Send a new code.',
  openInbox: 'Open the inbox (in a new tab)',
  whereMailGoes: 'The local tenant does not send emails or text messages.',
  change: 'Change',

  newPasswordTitle: 'Choose a password',
  newPasswordRule:
    'Use 8 to 256 characters, with three of these: lowercase letters, uppercase letters, digits, symbols.',
  newPasswordWeak: 'Choose a longer or more varied password. See the rule below.',
  passwordsDiffer: 'The two passwords are not the same. Enter both again.',

  detailsTitle: 'Tell us about you',
  chooseCountry: 'Choose',
  optional: '(optional)',
  attributeMissing: (label: string) => `${label} is required. Enter a value.`,
  attributeInvalid: (label: string) => `${label} is not valid. Use at most 256 characters.`,

  consentTitle: 'Permissions requested',
  consentFor: (application: string) => `${application} asks for your permission to:`,
  scopeOpenId: 'Sign you in',
  scopeProfile: 'View your basic profile',
  scopeEmail: 'View your email address',
  scopeOfflineAccess: 'Maintain access to data you have given it access to',

  deviceTitle: 'Enter the code',
  deviceHelp: 'Enter the code that your app or device shows.',
  deviceCodeWrong: 'That code is not right, has expired, or was already used. Check it and try again.',
  deviceLocked: 'Too many wrong codes were entered. Wait a minute, then try again.',
  deviceConfirmTitle: (application: string) => `Are you signing in to ${application}?`,
  deviceConfirmHelp: 'Continue only if this is the code on your own device:',
  deviceDoneTitle: 'You have signed in',
  deviceDone: 'You can close this page and go back to your app or device.',
  deviceDeclinedTitle: 'You have declined',
  deviceDeclined: 'You did not sign in to the app. You can close this page.',

  signOutHelp: 'Which account do you want to sign out of?',
  signedOutTitle: 'You have signed out',
  signedOut: 'It is a good idea to close all browser windows.',
  goBack: 'Go back to the app',

  formPostTitle: 'Going back to the app',
  formPostHelp: 'Select Continue to go back to the app.',
  errorTitle: 'Sorry, we cannot sign you in',
  errorHelp:
    'The app requested something that this tenant does not allow. Send this information to the developers of the app:',
  sessionGoneTitle: 'This sign-in has ended',
  sessionGone: 'The sign-in was finished or canceled, or took longer than an hour. Go back to the app and start again.',
  notFoundTitle: 'Page not found',
  notFound: 'This tenant has no page at this address. Check the address, or go back to the app and start again.',
  foreignFormTitle: 'This request came from another site',
  foreignForm: 'Another site tried to submit this form, so nothing was changed. Go back to the app and start again.',

  homeTitle: (tenant: string) => `${tenant}, on this machine`,
  homeHelp: 'A local External ID tenant for development and tests. Point an app at it and sign in there.',
  homeTenant: 'Tenant',
  homeTenantId: 'Tenant ID',
  homeDomain: 'Domain',
  homeUsers: 'Users',
  homeUsersHelp: 'The users in the configuration, with their passwords and object IDs.',
  homeByCode: 'Signs in with a code by email',
  homeApplications: 'Applications',
  homeMore: 'More',
  homeDiscovery: 'Discovery document',
  homeControl: 'Control API (OpenAPI description)',

  inboxTitle: 'Inbox',
  inboxHelp: 'The messages that a real tenant would send by email or text message, newest first.',
  inboxEmpty: 'No messages yet. Codes for sign-up, sign-in and password reset arrive here.',
  mailSubject: (tenant: string) => `Your ${tenant} code`,
  mailTo: 'To',
  mailSent: 'Sent',
};
