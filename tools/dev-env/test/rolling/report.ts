/** What happened while one thing was done to the programs. */
interface Phase {
  name: string;
  begunAt: number;
  finished: number;
  written: number;
  worstPageMs: number;
  /** What did not go as wished, by status and what the response said, and how often. */
  refusals: Map<string, number>;
}

/** What people and a daemon met while they used the programs. */
export class Report {
  readonly phases: Phase[] = [];
  readonly signIns = { begun: 0, finished: 0, longestMs: 0 };
  /** Sign-ins that could not be finished, and sessions that disappeared. */
  readonly lost: string[] = [];
  /** Descriptions of the to-dos whose writing was acknowledged. */
  readonly writes: string[] = [];

  begin(name: string): Phase {
    const phase = { name, begunAt: performance.now(), finished: 0, written: 0, worstPageMs: 0, refusals: new Map() };
    this.phases.push(phase);
    return phase;
  }

  get phase(): Phase {
    return this.phases.at(-1) ?? this.begin('the start');
  }

  signedIn(ms: number): void {
    this.signIns.finished += 1;
    this.signIns.longestMs = Math.max(this.signIns.longestMs, ms);
    this.phase.finished += 1;
  }

  wrote(description: string): void {
    this.writes.push(description);
    this.phase.written += 1;
  }

  shown(ms: number): void {
    this.phase.worstPageMs = Math.max(this.phase.worstPageMs, ms);
  }

  refused(what: string): void {
    const { refusals } = this.phase;
    refusals.set(what, (refusals.get(what) ?? 0) + 1);
  }

  /** One line for everything, one for each phase, and one for each sign-in or session that was lost. */
  text(): string {
    const { signIns, lost, writes, phases } = this;
    const worstMs = Math.max(...phases.map(({ worstPageMs }) => worstPageMs));
    return [
      `sign-ins: ${signIns.begun} begun, ${signIns.finished} finished, ${lost.length} lost, the longest ${seconds(signIns.longestMs)}; ` +
        `writes: ${writes.length} acknowledged; worst page: ${seconds(worstMs)}`,
      ...phases.map((phase, index) => describePhase(phase, phases[index + 1]?.begunAt ?? performance.now())),
      ...lost.map((how) => `lost: ${how}`),
    ].join('\n');
  }
}

function describePhase({ name, begunAt, finished, written, worstPageMs, refusals }: Phase, endedAt: number): string {
  const what = [...refusals].map(([cause, count]) => `${count} × ${cause}`).join('; ') || 'nothing refused';
  return `${name}: ${seconds(endedAt - begunAt)}, ${finished} sign-ins, ${written} writes, worst page ${seconds(worstPageMs)}; ${what}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
