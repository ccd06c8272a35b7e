/** `npm run audit` against a registry on loopback: what it asks for, what it says, how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const { devDependencies } = packageJson;

type Asked = { readonly method: string; readonly url: string; readonly body: string };

/** Runs the audit against a registry that answers so. */
const audit = async (status: number, answer: string) => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    asked.push({
      method: request.method ?? '',
      url: request.url ?? '',
      body: Buffer.concat(parts).toString(),
    });
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return { ...(await run(`http://127.0.0.1:${port}/npm`)), asked };
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const run = async (registry: string) => {
  const child = spawn(process.execPath, ['scripts/audit.ts', '--registry', registry]);
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    out.stdout += part;
  });
  child.stderr.on('data', (part) => {
    out.stderr += part;
  });
  const [code] = await once(child, 'close');
  return { code, ...out };
};

const advisory = {
  id: 1,
  severity: 'high',
  title: 'a billion laughs',
  url: 'https://github.com/advisories/GHSA-aaaa',
  vulnerable_versions: '<99.0.0',
};

describe('npm run audit', () => {
  test('asks for what is bundled, no more, with every version of it', async () => {
    const { asked, code, stdout } = await audit(200, '{}');
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /npm/-/npm/v1/security/advisories/bulk',
    ]);
    const body: unknown = JSON.parse(asked[0]?.body ?? '');
    expect(body).toMatchObject({
      zod: [devDependencies.zod],
      '@smithy/core': [devDependencies['@smithy/core']],
    });
    expect(body).not.toHaveProperty('vitest');
    expect(body).not.toHaveProperty('esbuild');
    const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    const listed = [...notices.matchAll(/^ {2}(\S+)@(\S+) {2,}\S/gm)].map(([, name, version]) => [
      name,
      version,
    ]);
    const wanted = Object.entries(body ?? {}).flatMap(([name, versions]) =>
      Array.isArray(versions) ? versions.map((version) => [name, version]) : [],
    );
    expect(wanted.sort()).toEqual(listed.sort());
    expect(stdout).toBe(`${listed.length} bundled packages, no advisories\n`);
    expect(code).toBe(0);
  });

  test('an advisory is printed and ends it with 1', async () => {
    const { code, stdout } = await audit(
      200,
      JSON.stringify({ yaml: [{ ...advisory, title: 'a billion\u001b[2J laughs' }], 'not-ours': [advisory] }),
    );
    expect(stdout).toMatch(/^high: yaml <99\.0\.0 \(bundled: \d+\.\d+\.\d+\): a billion\?\[2J laughs https:/);
    expect(stdout).toMatch(/^\d+ bundled packages, 1 advisory$/m);
    expect(stdout).not.toContain('not-ours');
    expect(code).toBe(1);
  });

  test.each([
    ['refuses', 405, '', 'does not offer the advisories (HTTP 405)'],
    ['answers with a page', 200, '<html>', 'could not be asked'],
    ['answers in another shape', 200, '{"yaml":[{"id":1}]}', 'answered in another shape'],
  ])('a registry that %s: one line, 2, never 0', async (_, status, answer, words) => {
    const { code, stdout, stderr } = await audit(status, answer);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  test('nobody there', async () => {
    const { code, stderr } = await run('http://127.0.0.1:9/');
    expect(stderr).toMatch(/^audit: not done, the registry could not be asked \(.+\)\. Run it .+\n$/);
    expect(code).toBe(2);
  });
});
