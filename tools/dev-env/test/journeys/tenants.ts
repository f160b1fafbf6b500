import { defaultTenant, type TenantConfig } from 'ciam-emulator';

const [webApp, ...otherApplications] = defaultTenant.applications;
const applications = [webApp?.appId ?? ''];

/** Customers sign up with a password, and are asked for everything that can be asked for. */
export const passwordTenant: TenantConfig = {
  ...defaultTenant,
  userFlows: [
    {
      displayName: 'With a password',
      applications,
      identityProvider: 'EmailPassword',
      attributes: [
        { name: 'displayName', label: 'Display name', required: true },
        { name: 'country', label: 'Country/Region', required: true },
        { name: 'postalCode', label: 'Postal code' },
        { name: 'loyaltyNumber', label: 'Loyalty number' },
      ],
    },
  ],
};

/** Customers prove who they are by an emailed code, each time; the web app is given no `login_hint`. */
export const passcodeTenant: TenantConfig = {
  ...defaultTenant,
  applications: webApp ? [{ ...webApp, optionalClaims: {} }, ...otherApplications] : [],
  userFlows: [{ displayName: 'With a passcode', applications, identityProvider: 'EmailOneTimePasscode' }],
};
