import { html } from './html.ts';
import { page } from './layout.ts';
import type { PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** Asks which account to sign out of, when the app did not say it by `logout_hint`. */
export function signOutPage(
  tenant: PageTenant,
  account: { name: string; email: string },
  fields: Record<string, string>,
): string {
  const content = html`<p>${texts.signOutHelp}</p>
    <form method="post">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <div class="actions">
        <button class="account" autofocus>${account.name} <small>${account.email}</small></button>
      </div>
    </form>`;
  return page(tenant, { title: texts.accountTitle, content });
}
