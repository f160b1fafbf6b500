import type { TenantConfig } from '../tenant/model.ts';
import { Html, html } from './html.ts';
import { styles } from './styles.ts';
import { texts } from './texts.ts';

export type PageTenant = Pick<TenantConfig, 'displayName' | 'branding'>;

/** A whole page around its content. */
export function page(tenant: PageTenant, title: string, content: Html, head?: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${tenant.displayName}</title>
        <style>
          ${new Html(styles(tenant.branding?.accentColor))}
        </style>
        ${head}
      </head>
      <body>
        <p class="banner" role="note">${texts.banner}</p>
        <main>
          <p class="tenant">${tenant.displayName}</p>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.text;
}
