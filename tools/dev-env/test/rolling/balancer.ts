import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startProgram } from 'test-support';

/** By the port that it listens on, the ports of the servers behind it. */
export type Upstreams = ReadonlyMap<number, readonly number[]>;

/** Headers of a request whose connection is not used again: when nginx reads its settings again, it closes those that it kept. */
export const oneConnectionEach = { connection: 'close' };

export interface Balancer extends AsyncDisposable {
  /** Resolves when new requests go to these servers. */
  lead(upstreams: Upstreams): Promise<void>;
}

/**
 * nginx, each request to the next server. It learns that a server is gone when it cannot connect, and goes to another one then; what may have
 * been done already, it does not send twice.
 */
export async function startBalancer(upstreams: Upstreams): Promise<Balancer> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const configure = async (next: Upstreams): Promise<string> => {
    const name = randomUUID();
    await writeFile(join(folder, 'nginx.conf'), nginxConfiguration(next, name));
    return name;
  };
  let name = await configure(upstreams);
  const nginx = startProgram('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']);
  const isThere = async (): Promise<void> => {
    const [port] = [...upstreams.keys()];
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/balancer`, { headers: oneConnectionEach }).catch(
        () => undefined,
      );
      if ((await response?.text()) === name) return;
      if (nginx.child.exitCode !== null) throw new Error(`nginx ended: ${nginx.output.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await isThere();
  return {
    lead: async (next) => {
      name = await configure(next);
      nginx.child.kill('SIGHUP');
      await isThere();
    },
    [Symbol.asyncDispose]: async () => {
      // Its worker would outlive a kill.
      nginx.child.kill('SIGTERM');
      await nginx.exited;
      await rm(folder, { recursive: true });
    },
  };
}

function nginxConfiguration(upstreams: Upstreams, name: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  ${[...upstreams].map(([port, servers]) => upstream(port, servers, name)).join('\n  ')}
}
`;
}

function upstream(port: number, servers: readonly number[], name: string): string {
  return `
  upstream at-${port} {
    ${servers.map((server) => `server 127.0.0.1:${server} max_fails=1 fail_timeout=2s;`).join('\n    ')}
  }
  server {
    listen 127.0.0.1:${port};
    location = /balancer {
      return 200 ${name};
    }
    location / {
      proxy_pass http://at-${port};
      proxy_next_upstream error timeout;
      proxy_connect_timeout 2s;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }`;
}

/** Ports that were free a moment ago, no two the same. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
