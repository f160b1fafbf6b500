// Traces and metrics of every program here, by environment alone: NODE_OPTIONS="--import=<this file>".
import { subscribe, tracingChannel } from 'node:diagnostics_channel';
import { register } from 'node:module';
import { metrics, ROOT_CONTEXT } from '@opentelemetry/api';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Lets instrumentations see what ES modules import.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

// A job scheduler that sets TRACEPARENT makes the whole run of a command part of its trace.
const { TRACEPARENT: traceparent } = process.env;
const base = new W3CTraceContextPropagator().extract(
  ROOT_CONTEXT,
  { traceparent },
  { get: (carrier, key) => carrier[key], keys: (carrier) => Object.keys(carrier) },
);
class CommandContextManager extends AsyncLocalStorageContextManager {
  active() {
    const context = super.active();
    return context === ROOT_CONTEXT ? base : context;
  }
}

const sdk = new NodeSDK({
  instrumentations: [getNodeAutoInstrumentations()],
  ...(traceparent ? { contextManager: new CommandContextManager() } : {}),
});
sdk.start();

// A command ends with process.exit(), which waits for nothing.
const exit = process.exit.bind(process);
process.exit = (code) => {
  const end = () => exit(code);
  setTimeout(end, 2000);
  sdk.shutdown().then(end, end);
};
process.once('SIGTERM', () => void sdk.shutdown().catch(() => {}));

// Sign-ins begun, finished, and refused by kind and code.
const meter = metrics.getMeter('external-id-samples');
const signIns = meter.createCounter('sign_ins', { description: 'Sign-ins by step: begun, finished, refused' });
subscribe('web-session:sign-in', (event) => signIns.add(1, event));

// How long Redis takes, by command. Requests to the tenant are in http.client.request.duration, by server.address;
// PostgreSQL is in db.client.operation.duration.
const redis = meter.createHistogram('redis.command.duration', { unit: 's' });
const started = new WeakMap();
tracingChannel('node-redis:command').subscribe({
  start: (command) => started.set(command, performance.now()),
  asyncEnd: (command) =>
    redis.record((performance.now() - started.get(command)) / 1000, {
      command: command.command,
      failed: 'error' in command,
    }),
});
