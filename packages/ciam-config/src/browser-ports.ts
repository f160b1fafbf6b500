/** The ports above 1023 that browsers refuse to open. @see https://fetch.spec.whatwg.org/#port-blocking */
const refused = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

/** Whether browsers, and `fetch` of Node.js, refuse to open a port because another protocol uses it. */
export function isRefusedByBrowsers(port: number): boolean {
  return refused.has(port);
}
