import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

const script = 'document.forms[0].submit()';
// In one piece, because the policy allows exactly this text and a formatter would change it.
const scriptElement = new Html(`<script>${script}</script>`);
const scriptHash = createHash('sha256').update(script).digest('base64');

/** The page that posts an authorization response to the app, and the content security policy that it needs. */
export function formPostPage(
  tenant: PageTenant,
  action: string,
  fields: Record<string, string>,
): { html: string; policy: string } {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const content = html`<form method="post" action="${action}">
      ${inputs}
      <noscript>
        <p>${texts.formPostHelp}</p>
        <div class="actions"><button class="primary">${texts.continue}</button></div>
      </noscript>
    </form>
    ${scriptElement}`;
  const policy = `default-src 'none'; style-src 'self'; img-src data:; script-src 'sha256-${scriptHash}'; base-uri 'none'; frame-ancestors 'none'`;
  return { html: page(tenant, { title: texts.formPostTitle, content }), policy };
}
