import type { Directory } from '../tenant/directory.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { inboxPath, page } from './layout.ts';
import { texts } from './texts.ts';

/** What someone sees who opens the tenant itself: what it is, who is in it, and where things are. */
export function homePage({ config, tenantId, domain, users, applications }: Directory, authority: string): string {
  const content = html`<p>${texts.homeHelp}</p>
    <h2>${texts.homeTenant}</h2>
    <ul class="list">
      ${entry('AUTHORITY', authority)} ${entry(texts.homeTenantId, tenantId)} ${entry(texts.homeDomain, domain)}
    </ul>
    <h2>${texts.homeUsers}</h2>
    <ul class="list">
      ${users.map(({ displayName, mail }) => entry(displayName, mail))}
    </ul>
    <h2>${texts.homeApplications}</h2>
    <ul class="list">
      ${applications.map(({ displayName, appId }) => entry(displayName, appId))}
    </ul>
    <h2>${texts.homeMore}</h2>
    <ul class="list">
      <li><a href="${inboxPath(config)}">${texts.inboxHelp}</a></li>
      <li><a href="/${tenantId}/v2.0/.well-known/openid-configuration">${texts.homeDiscovery}</a></li>
      <li><a href="/_emulator/openapi.json">${texts.homeControl}</a></li>
    </ul>`;
  return page(config, { title: texts.homeTitle(config.displayName), content, wide: true });
}

function entry(name: string, value: string): Html {
  return html`<li class="pair">
    <p><strong>${name}</strong></p>
    <p class="quiet">${value}</p>
  </li>`;
}
