// The parts of libraries that no app uses. Loading them would take a fifth of a short run.
const unused = [
  // The apps use axios's adapter for Node. The others touch `fetch` and `FormData`, for which Node loads undici.
  {
    file: /axios\/lib\/adapters\/(?:fetch|xhr)\.js$/,
    text: 'export const getFetch = undefined; export default undefined;',
  },
  {
    file: /axios\/lib\/utils\.js$/,
    part: "typeof G.FormData !== 'undefined' ? G.FormData : undefined",
    text: 'undefined',
  },
  // No app uploads files.
  { file: /form-data\/lib\/form_data\.js$/, text: 'export default class FormData {}' },
  // No app uses HTTP/2.
  { file: /axios\/lib\/adapters\/http\.js$/, part: "import http2 from 'http2';", text: 'const http2 = {};' },
];

/** A plugin of Rolldown. The build fails if a library no longer contains a part. */
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
