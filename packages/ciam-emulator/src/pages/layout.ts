import type { TenantConfig } from '../tenant/model.ts';
import { html, type Html } from './html.ts';
import { texts } from './texts.ts';

export type PageTenant = Pick<TenantConfig, 'tenantId' | 'displayName' | 'branding'>;

export interface Page {
  title: string;
  content: Html;
  /** Additional elements of the head. */
  head?: Html | undefined;
  /** Whether input was refused. The title then says so first, for screen readers. */
  refused?: boolean;
  wide?: boolean;
}

/** Returns the path of the inbox with the codes that would have been mailed. */
export function inboxPath({ tenantId }: PageTenant, to?: string): string {
  return `/${tenantId}/inbox${to === undefined ? '' : `?${new URLSearchParams({ to }).toString()}`}`;
}

/** Builds a complete page around its content. */
export function page(tenant: PageTenant, { title, content, head, refused = false, wide = false }: Page): string {
  return html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${refused && texts.errorPrefix}${title} – ${tenant.displayName}</title>
        <link rel="stylesheet" href="/${tenant.tenantId}/pages.css" />
        <link rel="icon" href="data:," />
        ${head}
      </head>
      <body>
        <aside class="banner"><span>${texts.banner}</span> <span><a href="/">${texts.usersAndApps}</a> <a href="${inboxPath(tenant)}">${texts.inbox}</a></span></aside>
        <main${wide && html` class="wide"`}>
          <p class="tenant">${logo(tenant)}<span>${tenant.displayName}</span></p>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.text;
}

function logo({ branding, displayName }: PageTenant): Html {
  return branding?.logo?.startsWith('data:image/') === true
    ? html`<img src="${branding.logo}" alt="" />`
    : html`<span class="monogram" aria-hidden="true">${/^./u.exec(displayName)?.[0]}</span>`;
}
