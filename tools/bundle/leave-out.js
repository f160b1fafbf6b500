// What the apps' bundles leave out of the libraries, since no app uses it: loading it would be a fifth of a short run.
const unused = [
  // The apps send their requests with axios's adapter for Node. Its others touch `fetch` and `FormData`, for which Node loads undici.
  {
    file: /axios\/lib\/adapters\/(?:fetch|xhr)\.js$/,
    text: 'export const getFetch = undefined; export default undefined;',
  },
  {
    file: /axios\/lib\/utils\.js$/,
    part: "typeof G.FormData !== 'undefined' ? G.FormData : undefined",
    text: 'undefined',
  },
  // No app sends a form with files.
  { file: /form-data\/lib\/form_data\.js$/, text: 'export default class FormData {}' },
  // Nor over HTTP/2.
  { file: /axios\/lib\/adapters\/http\.js$/, part: "import http2 from 'http2';", text: 'const http2 = {};' },
];

/** A plugin of Rolldown. Where a library no longer has what it leaves out, there is no bundle. */
export function leaveOut() {
  const met = new Set();
  let usesAxios = false;
  return {
    name: 'leave-out',
    transform(code, id) {
      usesAxios ||= id.endsWith('axios/lib/utils.js');
      const entry = unused.find(({ file }) => file.test(id));
      if (!entry || (entry.part && !code.includes(entry.part))) return undefined;
      met.add(entry);
      return entry.part ? code.replace(entry.part, entry.text) : entry.text;
    },
    buildEnd() {
      const missed = unused.filter((entry) => !met.has(entry));
      if (usesAxios && missed.length > 0) {
        throw new Error(
          `Nothing was left out for ${missed.map(({ file }) => file.source).join(', ')}: correct leave-out.js.`,
        );
      }
    },
  };
}
