/** What the test gave the page: the issuer, and the single-page app that it is. */
export const settings = JSON.parse(document.getElementById('settings').textContent);

/** Tells the test what came of it. */
export function report(result) {
  document.getElementById('result').textContent = JSON.stringify(result);
}

addEventListener('unhandledrejection', ({ reason }) => report({ error: String(reason?.message ?? reason) }));
