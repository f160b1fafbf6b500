import { BlockList, isIP } from 'node:net';
import { isHost, isLoopback, withoutBrackets } from './loopback.ts';
import { ProxyError } from './proxy-error.ts';

export interface Proxy {
  /** The variable that sets the proxy. */
  setting: string;
  /** The scheme, host and port. */
  url: URL;
  /** The user and password of the URL, decoded and joined for Basic authentication. Absent without a user. */
  credentials: Buffer | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the proxy for an address, as curl chooses it: `https_proxy`, `http_proxy` or `all_proxy`, in lower or upper
 * case, unless `no_proxy` lists the host. Requests to this machine never use a proxy.
 *
 * @throws {ProxyError} `proxy_invalid` when the variable does not hold the address of a proxy
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
export function proxyFor(target: URL, env: Environment = process.env): Proxy | undefined {
  const scheme = target.protocol.slice(0, -1);
  const names = [`${scheme}_proxy`, 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const setting = names.find((name) => env[name]?.trim());
  if (setting === undefined || isLoopback(target.hostname)) return undefined;
  if (isExcluded(target, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
  return { setting, ...parseProxy(setting, env[setting]?.trim() ?? '') };
}

function parseProxy(setting: string, text: string): Omit<Proxy, 'setting'> {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (/^socks/i.test(address)) {
    throw new ProxyError('proxy_invalid', `${setting} names a SOCKS proxy. These programs need an HTTP proxy.`);
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const rest = url ? `${url.pathname}${url.search}${url.hash}` : '';
  if (!url || !/^https?:$/.test(url.protocol) || !isHost(url.hostname) || rest !== '/') {
    const form =
      'such as http://user:<password>@proxy.contoso.com:3128, with special characters in the password percent-encoded';
    throw new ProxyError('proxy_invalid', `${setting} is not the address of a proxy, ${form}.`);
  }
  const { username, password } = url;
  // The URL parser drops the scheme's default port. Without a port, curl uses 1080 for http.
  const port = /:(\d+)\/?$/.exec(address)?.[1] ?? (url.protocol === 'https:' ? '443' : '1080');
  const credentials =
    username || password ? Buffer.concat([bytesOf(username), Buffer.from(':'), bytesOf(password)]) : undefined;
  return { url: new URL(`${url.protocol}//${url.hostname}:${port}`), credentials };
}

/** Decodes percent-encoded bytes, which need not be UTF-8. A percent sign that encodes nothing stays. */
function bytesOf(encoded: string): Buffer {
  return Buffer.from(
    encoded.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

/**
 * Whether `no_proxy` lists a host: by its name, a parent domain or its network (10.0.0.0/8), each optionally with a
 * port, or by `*`.
 */
function isExcluded(target: URL, noProxy: string): boolean {
  const host = withoutBrackets(target.hostname.toLowerCase().replace(/\.$/, ''));
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', onlyPort] = /^(\[[^\]]*\]|[^:]*|[^:]*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (onlyPort !== undefined && onlyPort !== port) return false;
      const excluded = withoutBrackets(name.replace(/^\*?\./, '').replace(/\.$/, ''));
      if (isIP(host)) return isInNetwork(host, excluded);
      return excluded !== '' && (host === excluded || host.endsWith(`.${excluded}`));
    });
}

function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  const length = Number(bits ?? (family === 6 ? 128 : 32));
  if (family === 0 || !(length >= 0 && length <= (family === 6 ? 128 : 32))) return false;
  const list = new BlockList();
  list.addSubnet(base, length, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
