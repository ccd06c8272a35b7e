import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { afterEach } from 'vitest';
import type { Account } from '../../../src/sandbox/account.ts';
import { type SandboxServerOptions, startSandboxServer } from '../../../src/sandbox/server.ts';
import { region } from './handmade-account.ts';

let closers: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  const closing = closers;
  closers = [];
  for (const close of closing) await close();
});

/** A server over the account with real SDK clients on it, all closed after the test. */
export const serve = async (account: Account, options: Omit<SandboxServerOptions, 'account'> = {}) => {
  const server = await startSandboxServer({ ...options, account });
  const config = (where: string) => ({
    region: where,
    endpoint: server.url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  const clientsIn = (where: string) => {
    const clients = {
      cloudwatch: new CloudWatchClient(config(where)),
      logs: new CloudWatchLogsClient({ ...config(where), disableHostPrefix: true }),
      streams: new DynamoDBStreamsClient(config(where)),
    };
    closers.push(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    return clients;
  };
  const clients = clientsIn(region);
  closers.push(server.close);
  return { server, clientsIn, ...clients };
};

/** Headers by which a request passes as signed. */
export const signed = (service: string, where = region): Readonly<Record<string, string>> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20260115/${where}/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});

/** A JSON call as an SDK makes it, without one. */
export const postJson = async (
  url: string,
  target: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};
