/** How one behavior of the local tenant compares with a real one. */
export interface ParityRow {
  what: string;
  /**
   * `real`: like a dated document or recording of a real tenant. `emulated`: the same for apps, but implemented
   * differently. `guess`: no source was found. `absent`: only real tenants have it.
   */
  grade: 'real' | 'emulated' | 'guess' | 'absent';
  /** The observed or documented behavior of a real tenant. Required for `real`. */
  source?: Source | undefined;
  /** Why it is still a guess. */
  why?: string;
  /** The file, as seen from packages/ciam-emulator/test, and words of the title of a test in it. */
  test: readonly [file: string, title: string];
}

export interface Source {
  title: string;
  url: string;
  /** When it was written or last checked: `2026-11` or `2026-11-26`. */
  date: string;
}

export interface ParitySection {
  title: string;
  rows: readonly ParityRow[];
}

type Row = (what: string, file: string, title: string) => ParityRow;

export const real = (what: string, source: Source | undefined, file: string, title: string): ParityRow => ({
  what,
  grade: 'real',
  source,
  test: [file, title],
});
export const emulated: Row = (what, file, title) => ({ what, grade: 'emulated', test: [file, title] });
export const guess = (what: string, why: string, file: string, title: string): ParityRow => ({
  what,
  grade: 'guess',
  why,
  test: [file, title],
});
export const absent: Row = (what, file, title) => ({ what, grade: 'absent', test: [file, title] });
