import { html } from './html.ts';
import { page } from './layout.ts';
import type { PageTenant } from './layout.ts';
import { texts } from './texts.ts';

export function deviceCodePage(
  tenant: PageTenant,
  { xsrf, error }: { xsrf: string; error?: string | undefined },
): string {
  const form = html`<p>${texts.deviceHelp}</p>
    ${error !== undefined && html`<p class="error" role="alert">${error}</p>`}
    <form method="post">
      <input type="hidden" name="xsrf" value="${xsrf}" />
      <label for="user_code">${texts.code}</label>
      <input
        id="user_code"
        name="user_code"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        required
        autofocus
      />
      <div class="actions"><button class="primary">${texts.next}</button></div>
    </form>`;
  return page(tenant, texts.deviceTitle, form);
}

export function deviceConfirmPage(
  tenant: PageTenant,
  { xsrf, userCode, application }: { xsrf: string; userCode: string; application: string },
): string {
  const form = html`<p>${texts.deviceConfirmHelp(userCode)}</p>
    <form method="post">
      <input type="hidden" name="xsrf" value="${xsrf}" />
      <input type="hidden" name="user_code" value="${userCode}" />
      <div class="actions">
        <button class="primary" name="confirm" value="yes">${texts.continue}</button>
        <button name="abort" value="yes">${texts.cancel}</button>
      </div>
    </form>`;
  return page(tenant, texts.deviceConfirmTitle(application), form);
}
