import { isMissing } from 'test-support';
import { describe, expect, test } from 'vitest';
import { startDeployment } from './rolling/deployment.ts';
import { recheck, usePages } from './rolling/people.ts';
import { Report } from './rolling/report.ts';
import { writeToDos } from './rolling/writers.ts';

const people = 4;
const writers = 2;
const missing = (await isMissing('redis')) || (await isMissing('postgresql')) || (await isMissing('nginx'));

describe.skipIf(missing)('three web apps and two APIs behind a balancer', () => {
  test('everything is replaced in turn, and no sign-in and no acknowledged write is lost', async () => {
    await using deployment = await startDeployment();
    const { web, env, redis, postgres } = deployment;
    const report = new Report();
    const ends = new AbortController();
    const each = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => work(index)));
    const load = Promise.all([
      each(people, () => usePages(web, report, ends.signal)),
      each(writers, (writer) => writeToDos(writer, env, report, ends.signal)),
    ]);
    /** Does `work`, and goes on when everything has been used for a while since. */
    const during = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      report.begin(name);
      await work();
      await deployment.ready();
      const { finished, written } = report.phase;
      await expect.poll(() => report.phase.finished - finished, { timeout: 120_000 }).toBeGreaterThanOrEqual(10);
      await expect.poll(() => report.phase.written - written, { timeout: 120_000 }).toBeGreaterThanOrEqual(20);
    };

    await during('nothing is done', () => Promise.resolve());
    for (let count = 0; count < 3; count += 1) {
      await during('a web app is replaced', () => deployment.replace('apps/web-app', 0));
    }
    for (let count = 0; count < 2; count += 1) {
      await during('an API is replaced', () => deployment.replace('packages/todolist-api', 0));
    }
    await during('Redis fails over', () => redis.primary.kill());
    await during('PostgreSQL fails over', () => postgres.failOver());
    await during('the tenant is restarted', () => deployment.restartTenant());
    ends.abort();
    const [browsers] = await load;
    report.begin('everything is over');
    await recheck(browsers.flat(), web, report);
    process.stdout.write(`${report.text()}\n`);

    const kept: string[] = (await postgres.standby.query('SELECT description FROM todos')).split('\n');
    const unique = new Set(kept);
    expect(report.lost).toEqual([]);
    expect(report.signIns.finished).toBe(report.signIns.begun);
    expect(report.writes.filter((description) => !unique.has(description))).toEqual([]);
    expect(kept.length).toBe(unique.size);
    // Nobody notices that a server is replaced. An outage passes, and says so.
    const unwanted = report.phases.flatMap(({ name, refusals }) => {
      const isOutage = /Redis|PostgreSQL|tenant/.test(name);
      return [...refusals.keys()].filter((what) => !isOutage || /\b50[0124]\b/.test(what));
    });
    expect(unwanted).toEqual([]);
  });
});
