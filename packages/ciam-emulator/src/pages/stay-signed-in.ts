import { html } from './html.ts';
import { page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** Asks whether the user wants to stay signed in after closing the browser. */
export function staySignedInPage(tenant: PageTenant): string {
  const content = html`<p>${texts.staySignedInHelp}</p>
    <form method="post">
      <div class="actions">
        <button class="primary" name="action" value="stay" autofocus>${texts.yes}</button>
        <button name="action" value="leave">${texts.no}</button>
      </div>
    </form>`;
  return page(tenant, { title: texts.staySignedInTitle, content });
}
