import { createHash } from 'node:crypto';

import { Html, html } from './html.ts';
import { texts } from './texts.ts';

const script = 'document.forms[0].submit()';
// In one piece: the policy allows exactly this text, and a formatter would add to it.
const scriptElement = new Html(`<script>${script}</script>`);
const scriptHash = createHash('sha256').update(script).digest('base64');

/** The page that posts an authorization answer to the app, with the content security policy it needs. */
export function formPostPage(action: string, fields: Record<string, string>): { html: string; policy: string } {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${texts.formPostTitle}</title>
      </head>
      <body>
        <form method="post" action="${action}">
          ${inputs}
          <noscript><button>${texts.continue}</button></noscript>
        </form>
        ${scriptElement}
      </body>
    </html>`;
  return {
    html: page.text,
    policy: `default-src 'none'; script-src 'sha256-${scriptHash}'; base-uri 'none'; frame-ancestors 'none'`,
  };
}
