import { html } from './html.ts';
import { page } from './layout.ts';
import type { PageTenant } from './layout.ts';
import { texts } from './texts.ts';

interface SignIn {
  application: string;
  email: string;
  error?: string;
}

const alert = (error: string | undefined) => error !== undefined && html`<p class="error" role="alert">${error}</p>`;

const cancelButton = html`<button name="action" value="cancel" formnovalidate>${texts.cancel}</button>`;

/** First step: whose account. */
export function emailPage(tenant: PageTenant, { application, email, error }: SignIn): string {
  const form = html`<p>${texts.signInTo(application)}</p>
    ${alert(error)}
    <form method="post">
      <label for="email">${texts.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" required autofocus value="${email}" />
      <div class="actions">
        <button class="primary" name="action" value="email">${texts.next}</button>
        ${cancelButton}
      </div>
    </form>`;
  return page(tenant, texts.signInTitle, form);
}

/** Second step: the password. */
export function passwordPage(tenant: PageTenant, { email, error }: SignIn): string {
  const form = html`<p>${email}</p>
    ${alert(error)}
    <form method="post">
      <input type="hidden" name="email" value="${email}" />
      <label for="password">${texts.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required autofocus />
      <div class="actions">
        <button class="primary" name="action" value="password">${texts.signIn}</button>
        ${cancelButton}
      </div>
    </form>`;
  return page(tenant, texts.passwordTitle, form);
}

/** Asks the user to accept what an app may do, when the app asked for it by `prompt=consent`. */
export function consentPage(tenant: PageTenant, application: string): string {
  const form = html`<p>${texts.consentFor(application)}</p>
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="accept">${texts.accept}</button>
        <button name="action" value="decline">${texts.cancel}</button>
      </div>
    </form>`;
  return page(tenant, texts.consentTitle, form);
}
