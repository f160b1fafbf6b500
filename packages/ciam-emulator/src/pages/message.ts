import { html } from './html.ts';
import { page } from './layout.ts';
import type { PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** A page that only says something. */
export function messagePage(tenant: PageTenant, title: string, message: string): string {
  return page(tenant, { title, content: html`<p>${message}</p>` });
}

/** An error that cannot be sent to the app, because there is no trusting where it would go. */
export function errorPage(tenant: PageTenant, description: string): string {
  const [first = '', ...rest] = description.split(/ (?=(?:Trace ID|Correlation ID|Timestamp): )/);
  const content = html`<p>${texts.errorHelp}</p>
    <p class="details">${first}${rest.map((part) => html` <br />${part}`)}</p>`;
  return page(tenant, { title: texts.errorTitle, content });
}
