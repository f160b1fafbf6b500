import type { Refused } from './form.ts';
import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** Asks how to send the second code. */
export function secondFactorPage(
  tenant: PageTenant,
  step: { application: string; mail: string; mobilePhone: string | undefined; refused?: Refused | undefined },
): string {
  const { application, mail, mobilePhone, refused } = step;
  const content = html`<p>${texts.secondFactorFor(application)}</p>
    ${refused && html`<p class="notice" role="alert">${refused.message}</p>`}
    <form method="post">
      <div class="tiles">
        <button class="account" name="method" value="email" autofocus>
          ${texts.codeByEmail} <small>${mail}</small>
        </button>
        ${
          mobilePhone !== undefined &&
          html`<button class="account" name="method" value="sms">
            ${texts.codeBySms} <small>${mobilePhone}</small>
          </button>`
        }
      </div>
      <div class="actions"><button name="action" value="cancel">${texts.cancel}</button></div>
    </form>`;
  return page(tenant, { title: texts.secondFactorTitle, content, refused: refused !== undefined });
}
