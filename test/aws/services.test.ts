/** The tables of the services against what goes over the wire. */
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { operationName } from '../../src/aws/services/operation.ts';
import { services } from '../../src/aws/services/services.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Answers nothing, and tells what it was asked for. */
const serve = async () => {
  const asked: string[] = [];
  const created = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    // AWS's name of what Prometheus' API is asked by its path.
    asked.push(request.url === '/api/v1/query_range' ? 'QueryMetrics' : target);
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked };
};

const methods = services.flatMap((service) => Object.keys(service.operations));

describe('the clients', () => {
  it.each(methods)('%s asks for the operation of its name, and tells the bill so', async (method) => {
    const { url, asked } = await serve();
    const told: string[] = [];
    const clients = createClients({
      region: 'us-east-1',
      endpointUrl: url,
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
      onCall: ({ operation }) => told.push(operation),
    });
    const call: unknown = Reflect.get(clients, method);
    if (typeof call !== 'function') throw new Error(`there is no ${method}`);
    await call({});
    expect([asked, told]).toEqual([[operationName(method)], [operationName(method)]]);
    clients.close();
  });

  it('have no method of one name in two services', () => {
    expect(methods).toEqual([...new Set(methods)]);
  });
});
