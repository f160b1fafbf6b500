import type { RequestListener } from 'node:http';

/**
 * Passes only requests for a path to `app`, the one form that Express knows. An http URL, which a proxy may send, is
 * reduced to its path. `*` and other forms get a 400.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function forPathsOnly(app: RequestListener): RequestListener {
  return (request, response) => {
    const path = pathOf(request.url ?? '');
    if (path === undefined) {
      response.writeHead(400, { Connection: 'close', 'Content-Length': 0, 'Cache-Control': 'no-store' }).end();
      return;
    }
    request.url = path;
    app(request, response);
  };
}

function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return pathname + search;
}
