import type { SignUpAttribute } from '../tenant/model.ts';
import { countries } from './countries.ts';
import { type Field, formPage, type Refused } from './form.ts';
import { html } from './html.ts';
import { inboxPath, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

interface Step {
  refused?: Refused | undefined;
}

/** The page where a new customer enters an email address. */
export function signUpPage(
  tenant: PageTenant,
  { application, email, signIn, refused }: Step & { application: string; email: string; signIn: string },
): string {
  return formPage({
    tenant,
    title: texts.signUpTitle,
    intro: texts.signUpTo(application),
    fields: [{ name: 'email', label: texts.email, type: 'email', autocomplete: 'email', value: email }],
    submit: { label: texts.next, action: 'email' },
    links: [html`<p>${texts.haveAccount} <a href="${signIn}">${texts.signIn}</a></p>`],
    refused,
  });
}

/** The page where a customer who forgot their password enters the email address. */
export function resetPage(tenant: PageTenant, { email, refused }: Step & { email: string }): string {
  return formPage({
    tenant,
    title: texts.resetTitle,
    intro: texts.resetHelp,
    fields: [{ name: 'email', label: texts.email, type: 'email', autocomplete: 'username', value: email }],
    submit: { label: texts.next, action: 'email' },
    refused,
  });
}

/** The page that asks for the code that was sent. */
export function codePage(
  tenant: PageTenant,
  step: Step & { email: string; change: string; minutes: number; digits: number },
): string {
  const { email, change, minutes, digits, refused } = step;
  return formPage({
    tenant,
    title: texts.codeTitle,
    intro: texts.codeSent(minutes),
    identity: { email, change },
    fields: [
      {
        name: 'code',
        label: texts.code,
        autocomplete: 'one-time-code',
        code: 'digits',
        hint: texts.codeHint(digits),
      },
    ],
    submit: { label: texts.next, action: 'code' },
    alternative: { label: texts.sendNewCode, action: 'resend' },
    links: [
      html`<p class="quiet">
        ${texts.whereMailGoes}
        <a href="${inboxPath(tenant, email)}" target="_blank" rel="noopener">${texts.openInbox}</a>
      </p>`,
    ],
    refused,
  });
}

/** The page where a customer chooses a password, for a new account or instead of a forgotten one. */
export function newPasswordPage(tenant: PageTenant, { email, refused }: Step & { email: string }): string {
  const password = { type: 'password', autocomplete: 'new-password' } as const;
  return formPage({
    tenant,
    title: texts.newPasswordTitle,
    intro: email,
    hidden: { username: email },
    fields: [
      { name: 'newPassword', label: texts.newPassword, hint: texts.newPasswordRule, ...password },
      { name: 'confirmPassword', label: texts.confirmPassword, ...password },
    ],
    submit: { label: texts.next, action: 'password' },
    refused,
  });
}

const autocomplete: Record<string, string | undefined> = {
  displayName: 'name',
  givenName: 'given-name',
  surname: 'family-name',
  country: 'country',
  postalCode: 'postal-code',
};

/** Asks for the attributes that the user flow collects. */
export function detailsPage(
  tenant: PageTenant,
  { attributes, entered, refused }: Step & { attributes: readonly SignUpAttribute[]; entered: URLSearchParams },
): string {
  const fields = attributes.map(({ name, label, required = false }): Field => ({
    name,
    label,
    required,
    value: entered.get(name) ?? '',
    autocomplete: autocomplete[name] ?? 'off',
    ...(name === 'country' ? { options: countries() } : {}),
  }));
  return formPage({
    tenant,
    title: texts.detailsTitle,
    fields,
    submit: { label: texts.createAccount, action: 'details' },
    refused,
  });
}
