import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** How long to wait for the apps' logout pages, in seconds. */
const patience = 3;
const script = `
const next = document.querySelector('a[data-next]');
const go = () => location.replace(next.href);
addEventListener('load', go);
setTimeout(go, ${patience * 1000});
`;
// In one piece, because the policy allows exactly this text and a formatter would change it.
const scriptElement = new Html(`<script>${script}</script>`);
const scriptHash = createHash('sha256').update(script).digest('base64');

/** Notifies each app of the session in a hidden iframe that the session has ended, and then returns to the app. */
export function signedOutPage(
  tenant: PageTenant,
  logoutUrls: string[],
  next: string | undefined,
): { html: string; policy: string } {
  const frames = logoutUrls.map((url) => html`<iframe src="${url}" title="${texts.signedOutTitle}"></iframe>`);
  const content = html`<p>${texts.signedOut}</p>
    ${next !== undefined && html`<p><a data-next href="${next}">${texts.goBack}</a></p>`} ${frames}
    ${next !== undefined && scriptElement}`;
  const head =
    next === undefined
      ? undefined
      : html`<noscript><meta http-equiv="refresh" content="${patience};url=${next}" /></noscript>`;
  return {
    html: page(tenant, { title: texts.signedOutTitle, content, head }),
    policy: `default-src 'none'; style-src 'self'; img-src data:; script-src 'sha256-${scriptHash}'; frame-src http: https:; frame-ancestors 'none'; base-uri 'none'`,
  };
}
