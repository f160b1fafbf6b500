import type { InboxMessage } from '../interactions/inbox.ts';
import { html, type Html } from './html.ts';
import { inboxPath, page, type PageTenant } from './layout.ts';
import { texts } from './texts.ts';

/** The page with the messages that a real tenant would have sent. */
export function inboxPage(tenant: PageTenant, messages: readonly InboxMessage[], to: string | null): string {
  const content = html`<p>${texts.inboxHelp} <a href="${inboxPath(tenant, to ?? undefined)}">${texts.refresh}</a></p>
    ${
      messages.length === 0
        ? html`<p class="details">${texts.inboxEmpty}</p>`
        : html`<ul class="list">
            ${messages.map(messageOf)}
          </ul>`
    }`;
  return page(tenant, { title: texts.inboxTitle, content, wide: true });
}

function messageOf({ to, subject, code, sentAt }: InboxMessage): Html {
  return html`<li class="mail">
    <div>
      <p><strong>${subject}</strong></p>
      <p class="quiet">
        ${texts.mailTo} ${to} · ${texts.mailSent}
        <time datetime="${sentAt}">${sentAt.slice(0, 19).replace('T', ' ')} UTC</time>
      </p>
    </div>
    <p class="code">${code}</p>
  </li>`;
}
