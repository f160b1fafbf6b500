import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { html, type Html } from './html.ts';
import { inboxPath, page } from './layout.ts';
import { texts } from './texts.ts';

/** The tenant's home page: what it is, its users and its addresses. */
export function homePage(directory: Directory, authority: string): string {
  const { config, tenantId, domain, applications } = directory;
  const content = html`<p>${texts.homeHelp}</p>
    <h2>${texts.homeTenant}</h2>
    <ul class="list">
      ${entry('AUTHORITY', authority)} ${entry(texts.homeTenantId, tenantId)} ${entry(texts.homeDomain, domain)}
    </ul>
    <h2>${texts.homeUsers}</h2>
    <p class="quiet">${texts.homeUsersHelp}</p>
    <ul class="list">
      ${configuredUsers(directory).map(userEntry)}
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

/** Returns the configured users, without those who signed up and without passwords that were changed. */
function configuredUsers({ config, users }: Directory): DirectoryUser[] {
  return config.users.flatMap(({ id, mail, password }) => {
    const user = users.find((known) =>
      id === undefined ? known.mail.toLowerCase() === mail.toLowerCase() : known.id === id.toLowerCase(),
    );
    if (!user) return [];
    const { password: current, ...shown } = user;
    return [current === password && current !== undefined ? { ...shown, password: current } : shown];
  });
}

function userEntry({ id, displayName, mail, password }: DirectoryUser): Html {
  return html`<li class="pair">
    <div>
      <p><strong>${displayName}</strong></p>
      <p class="quiet">${id}</p>
    </div>
    <div>
      <p>${mail}</p>
      <p class="quiet">${password ?? texts.homeByCode}</p>
    </div>
  </li>`;
}

function entry(name: string, value: string): Html {
  return html`<li class="pair">
    <p><strong>${name}</strong></p>
    <p class="quiet">${value}</p>
  </li>`;
}
