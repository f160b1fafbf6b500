/** How the local tenant compares with a real one in one respect. */
export interface ParityRow {
  what: string;
  /**
   * `real`: as a dated document or recording of a real tenant has it. `emulated`: the same for apps, made in another way.
   * `guess`: no source was found. `absent`: real tenants have it, the local one does not.
   */
  grade: 'real' | 'emulated' | 'guess' | 'absent';
  /** What a real tenant was seen or documented to do; needed for `real`. */
  source?: Source | undefined;
  /** Why it is still a guess. */
  why?: string;
  /** The file, as seen from packages/ciam-emulator/test, and words of the title of a test in it. */
  test: readonly [file: string, title: string];
}

export interface Source {
  title: string;
  url: string;
  /** When it was written or last looked at: `2026-11` or `2026-11-26`. */
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
