import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the paths where Chromium, Chrome and Edge may be installed, by priority. */
export function browserPaths(platform: NodeJS.Platform, env: Environment): string[] {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((folder) => folder);
    const programs = [
      'Chromium/Application/chrome.exe',
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return programs.flatMap((program) => folders.map((folder) => join(folder ?? '', program)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return [...names.map((name) => `/usr/bin/${name}`), '/snap/bin/chromium'];
}

/** Returns the path of this machine's browser, or undefined if there is none. `CHROMIUM_PATH` overrides it. */
export function browserPath(env: Environment = process.env): string | undefined {
  return [env['CHROMIUM_PATH'] ?? '', ...browserPaths(process.platform, env)].find((path) => existsSync(path));
}
