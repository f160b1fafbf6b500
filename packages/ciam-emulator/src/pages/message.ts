import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** A page with only a message. */
export function messagePage(tenant: PageTenant, title: string, message: string): string {
  return page(tenant, { title, content: html`<p>${message}</p>` });
}

/** The page for an error that cannot be sent to the app, because its address is not trusted. */
export function errorPage(tenant: PageTenant, description: string): string {
  const [first = '', ...rest] = description.split(/ (?=(?:Trace ID|Correlation ID|Timestamp): )/);
  const content = html`<p>${texts.errorHelp}</p>
    <p class="details">${first}${rest.map((part) => html` <br />${part}`)}</p>`;
  return page(tenant, { title: texts.errorTitle, content });
}
