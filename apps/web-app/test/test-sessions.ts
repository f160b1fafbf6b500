import { randomUUID } from 'node:crypto';
import { MemoryBackend, RedisBackend, type SessionBackend } from 'web-session';

/** Where a test keeps sessions, and how many there are. */
export interface TestSessions extends SessionBackend {
  count(): Promise<number>;
}

/** In memory, or in the Redis that TEST_REDIS_URL names. */
export function testSessions(): TestSessions {
  const url = process.env['TEST_REDIS_URL'];
  return url === undefined ? new MemorySessions() : new RedisSessions({ url, prefix: `${randomUUID()}:` });
}

class MemorySessions extends MemoryBackend implements TestSessions {
  count(): Promise<number> {
    return Promise.resolve(this.size);
  }
}

class RedisSessions extends RedisBackend implements TestSessions {
  readonly #begun: string[] = [];

  override async create(...session: Parameters<RedisBackend['create']>): Promise<void> {
    this.#begun.push(session[0]);
    await super.create(...session);
  }

  async count(): Promise<number> {
    const present = await Promise.all(this.#begun.map((id) => this.read(id)));
    return present.filter((session) => session !== undefined).length;
  }
}
