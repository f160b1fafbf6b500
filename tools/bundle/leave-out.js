// The parts of libraries that no app uses, or not at each start. Loading them would take a third of a short run.
const edits = [
  // The apps use axios's adapter for Node. The others touch `fetch` and `FormData`, for which Node loads undici.
  {
    file: /axios\/lib\/adapters\/(?:fetch|xhr)\.js$/,
    edit: () => 'export const getFetch = undefined; export default undefined;',
  },
  {
    file: /axios\/lib\/utils\.js$/,
    edit: (code) => code.replace("typeof G.FormData !== 'undefined' ? G.FormData : undefined", 'undefined'),
  },
  // No app uploads files.
  { file: /form-data\/lib\/form_data\.js$/, edit: () => 'export default class FormData {}' },
  // No app uses HTTP/2.
  {
    file: /axios\/lib\/adapters\/http\.js$/,
    edit: (code) => code.replace("import http2 from 'http2';", 'const http2 = {};'),
  },
  // ASCII text needs neither the segmenter nor the tables of Unicode, so create them only when they are used.
  {
    file: /string-width\/index\.js$/,
    edit: (code) =>
      code.replaceAll(/\b(?:segmenter|\w+Regex)\b/g, '$&()').replaceAll(/^const (\w+)\(\) = /gm, 'const $1 = () => '),
  },
];

/** A plugin of Rolldown. The build fails if a library no longer contains a part. */
export function leaveOut() {
  const done = new Set();
  let usesAxios = false;
  return {
    name: 'leave-out',
    transform(code, id) {
      usesAxios ||= id.endsWith('axios/lib/utils.js');
      const found = edits.find(({ file }) => file.test(id));
      const edited = found?.edit(code) ?? code;
      if (edited === code) return undefined;
      done.add(found);
      return edited;
    },
    buildEnd() {
      const missed = edits.filter((each) => !done.has(each));
      if (usesAxios && missed.length > 0) {
        throw new Error(
          `Nothing was left out for ${missed.map(({ file }) => file.source).join(', ')}: correct leave-out.js.`,
        );
      }
    },
  };
}
