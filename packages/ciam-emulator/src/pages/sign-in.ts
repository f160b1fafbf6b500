import type { DirectoryUser } from '../tenant/directory.ts';
import { accountButton } from './account-button.ts';
import { formPage, type Refused } from './form.ts';
import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

interface Step {
  application: string;
  refused?: Refused | undefined;
}

/** The first step: the email address. */
export function emailPage(tenant: PageTenant, step: Step & { email: string; signUp: string | undefined }): string {
  const { application, email, signUp, refused } = step;
  return formPage({
    tenant,
    title: texts.signInTitle,
    intro: texts.signInTo(application),
    fields: [{ name: 'email', label: texts.email, type: 'email', autocomplete: 'username', value: email }],
    submit: { label: texts.next, action: 'email' },
    links: signUp === undefined ? [] : [html`<p>${texts.noAccount} <a href="${signUp}">${texts.createOne}</a></p>`],
    refused,
  });
}

/** The second step: the password. */
export function passwordPage(
  tenant: PageTenant,
  { email, change, reset, refused }: Omit<Step, 'application'> & { email: string; change: string; reset: string },
): string {
  return formPage({
    tenant,
    title: texts.passwordTitle,
    identity: { email, change },
    hidden: { email },
    fields: [{ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' }],
    submit: { label: texts.signIn, action: 'password' },
    links: [html`<p><a href="${reset}">${texts.forgotPassword}</a></p>`],
    refused,
  });
}

/** Asks which account to use, if the browser is already signed in. */
export function accountPage(
  tenant: PageTenant,
  { application, accounts, other }: { application: string; accounts: readonly DirectoryUser[]; other: string },
): string {
  const content = html`<p>${texts.signInTo(application)}</p>
    <form method="post">
      <div class="tiles">
        ${accounts.map((user, index) => accountButton(user, { name: 'account', value: user.id }, index === 0))}
        <a class="account" href="${other}">${texts.otherAccount}</a>
      </div>
      <div class="actions"><button name="action" value="cancel">${texts.cancel}</button></div>
    </form>`;
  return page(tenant, { title: texts.accountTitle, content });
}

/** Asks the user for consent, if the app requests it with `prompt=consent`. */
export function consentPage(
  tenant: PageTenant,
  { application, permissions }: { application: string; permissions: string[] },
): string {
  const content = html`<p>${texts.consentFor(application)}</p>
    <ul class="list">
      ${permissions.map((permission) => html`<li>${permission}</li>`)}
    </ul>
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="accept" autofocus>${texts.accept}</button>
        <button name="action" value="decline">${texts.cancel}</button>
      </div>
    </form>`;
  return page(tenant, { title: texts.consentTitle, content });
}
