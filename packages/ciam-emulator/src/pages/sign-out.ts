import type { DirectoryUser } from '../tenant/directory.ts';
import { loginHint } from '../tokens/optional-claims.ts';
import { accountButton } from './account-button.ts';
import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/**
 * Asks which account to sign out of, if the app did not send a `logout_hint`.
 *
 * @param fields the other parameters of the app's request
 */
export function signOutPage(
  tenant: PageTenant,
  users: readonly DirectoryUser[],
  fields: Record<string, string>,
): string {
  const content = html`<p>${texts.signOutHelp}</p>
    <form method="post">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <div class="tiles">
        ${users.map((user, index) => accountButton(user, { name: 'logout_hint', value: loginHint(user) }, index === 0))}
      </div>
    </form>`;
  return page(tenant, { title: texts.accountTitle, content });
}
