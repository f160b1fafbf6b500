import { formPage } from './form.ts';
import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** The page where a user enters a device code. */
export function deviceCodePage(
  tenant: PageTenant,
  { xsrf, error }: { xsrf: string; error?: string | undefined },
): string {
  return formPage({
    tenant,
    title: texts.deviceTitle,
    intro: texts.deviceHelp,
    hidden: { xsrf },
    fields: [{ name: 'user_code', label: texts.code, autocomplete: 'one-time-code', code: 'characters' }],
    submit: { label: texts.next, action: 'code' },
    cancel: false,
    refused: error === undefined ? undefined : { message: error, field: 'user_code' },
  });
}

/**
 * Asks the user whether the code is that of their own device. @see https://www.rfc-editor.org/rfc/rfc8628#section-5.4
 */
export function deviceConfirmPage(
  tenant: PageTenant,
  { xsrf, userCode, application }: { xsrf: string; userCode: string; application: string },
): string {
  const content = html`<p>${texts.deviceConfirmHelp}</p>
    <p class="code">${userCode}</p>
    <form method="post">
      <input type="hidden" name="xsrf" value="${xsrf}" />
      <input type="hidden" name="user_code" value="${userCode}" />
      <div class="actions">
        <button class="primary" name="confirm" value="yes">${texts.continue}</button>
        <button name="abort" value="yes">${texts.cancel}</button>
      </div>
    </form>`;
  return page(tenant, { title: texts.deviceConfirmTitle(application), content });
}
