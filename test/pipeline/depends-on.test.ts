/** `dependsOn`, `runbook`, `requires` of the pipeline file (issue 14, "Files of users", "Bad input"). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PipelineFileOptions, parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { isOlder } from '../../src/pipeline/requires.ts';
import type { Pipelines } from '../../src/pipeline/stage.ts';

const parse = (text: string, options: Partial<PipelineFileOptions> = {}) =>
  parsePipelineFile(text, { file: 'p.yaml', regions: ['us-east-1'], version: '0.2.0', ...options });

const errorsOf = (text: string, options?: Partial<PipelineFileOptions>): readonly string[] => {
  const result = parse(text, options);
  return result.ok ? [] : result.errors;
};

const pipelinesOf = (text: string, options?: Partial<PipelineFileOptions>): Pipelines => {
  const result = parse(text, options);
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.value;
};

const dependsOnOf = (pipelines: Pipelines): Readonly<Record<string, readonly string[] | undefined>> =>
  Object.fromEntries(
    pipelines.flatMap((pipeline) =>
      pipeline.stages.map(({ name, dependsOn }) => [`${pipeline.name}/${name}`, dependsOn]),
    ),
  );

const two = `
name: orders
stages:
  - { name: worker, kind: lambda, dependsOn: [ledger, platform/gateway, orders/ledger] }
  - { name: ledger, kind: dynamodb, dependsOn: [worker] }
---
name: platform
stages:
  - { name: gateway, kind: lambda, dependsOn: [orders/worker] }
`;

describe('dependsOn', () => {
  it('names stages of its pipeline and of others, in cycles too; the same one is there once', () => {
    expect(dependsOnOf(pipelinesOf(two))).toEqual({
      'orders/worker': ['ledger', 'platform/gateway'],
      'orders/ledger': ['worker'],
      'platform/gateway': ['orders/worker'],
    });
  });

  it('is the copy in its own Region, of another pipeline as well; all copies where its Region has none', () => {
    const regions = ['eu-west-1', 'us-east-1'];
    expect(dependsOnOf(pipelinesOf(two, { regions }))).toMatchObject({
      'orders/worker@eu-west-1': ['ledger@eu-west-1', 'platform/gateway@eu-west-1'],
      'orders/worker@us-east-1': ['ledger@us-east-1', 'platform/gateway@us-east-1'],
      'platform/gateway@us-east-1': ['orders/worker@us-east-1'],
    });
    const pinned = two.replace('name: gateway,', 'name: gateway, region: us-west-2,');
    expect(dependsOnOf(pipelinesOf(pinned, { regions }))).toMatchObject({
      'orders/worker@eu-west-1': ['ledger@eu-west-1', 'platform/gateway'],
      'platform/gateway': ['orders/worker@eu-west-1', 'orders/worker@us-east-1'],
    });
  });

  it('takes names with slashes, its own pipeline first', () => {
    const text = `
name: a
stages:
  - { name: x, kind: sqs, dependsOn: [a/y, b/c/z] }
  - { name: a/y, kind: sqs }
  - { name: y, kind: sqs }
---
name: b/c
stages: [{ name: z, kind: sqs }]
`;
    expect(dependsOnOf(pipelinesOf(text))['a/x']).toEqual(['a/y', 'b/c/z']);
  });

  it.each([
    ['a stage that is not there', '[nowhere]', 'found "nowhere", needs a stage of this pipeline: x, y'],
    ['itself', '[x]', '"x" depends on itself'],
    ['itself by its pipeline', '[a/x]', '"a/x" depends on itself'],
    ['a pipeline that is not there', '[b/x]', 'found "b/x", needs a stage of this pipeline: x, y'],
    ['a stage that its pipeline does not have', '[a/z]', 'found "a/z", needs a stage of pipeline a: x, y'],
  ])('says the line of %s', (_, dependsOn, message) => {
    const text = `name: a\nstages:\n  - name: x\n    kind: sqs\n    dependsOn: ${dependsOn}\n  - { name: y, kind: sqs }\n`;
    expect(errorsOf(text)).toEqual([`p.yaml:5: stage x: dependsOn[0]: ${message}`]);
  });

  it('says which pipelines there are, and which stages the other one has', () => {
    const text = (dependsOn: string) =>
      `pipelines:\n  - name: a\n    stages:\n      - { name: x, kind: sqs, dependsOn: [${dependsOn}] }\n  - name: b\n    stages: [{ name: y, kind: sqs }]\n`;
    expect(errorsOf(text('c/y'))).toEqual([
      'p.yaml:4: stage x: dependsOn[0]: found "c/y", needs a stage of this pipeline: x, or pipeline/stage of b',
    ]);
    expect(errorsOf(text('b/x'))).toEqual([
      'p.yaml:4: stage x: dependsOn[0]: found "b/x", needs a stage of pipeline b: y',
    ]);
    expect(errorsOf(text('y'))).toHaveLength(1);
  });

  it('says nothing of a stage that may stand in a part with mistakes of its own', () => {
    const text = 'name: a\nstages: [{ name: x, kind: sqs, dependsOn: [b/y] }]\n---\nname: b\nstages: 7\n';
    expect(errorsOf(text)).toEqual(['p.yaml:5: stages: found 7, needs a list of stages']);
  });

  it('is a list', () => {
    expect(errorsOf('name: a\nstages:\n  - { name: x, kind: sqs, dependsOn: y }\n')).toEqual([
      'p.yaml:3: stage x: dependsOn: found "y", needs a list of stages: [gateway]',
    ]);
  });
});

describe('runbook', () => {
  it('is a link of a stage and of a rule', () => {
    const [pipeline] = pipelinesOf(
      'name: a\nstages:\n  - name: x\n    kind: sqs\n    runbook: https://wiki/x\n    rules: [{ series: age, above: 60, runbook: http://wiki/age }]\n',
    );
    expect(pipeline.stages[0]).toMatchObject({
      runbook: 'https://wiki/x',
      rules: [{ series: 'age', limit: 60, runbook: 'http://wiki/age' }],
    });
  });

  it.each(['javascript:alert(1)', 'wiki/x', 'https://', '"https://a b"', '"https://a\\eb"', 'ftp://a/b', 7])(
    'refuses %s',
    (runbook) => {
      const [error = ''] = errorsOf(`name: a\nstages:\n  - { name: x, kind: sqs, runbook: ${runbook} }\n`);
      expect(error).toMatch(/^p\.yaml:3: stage x: runbook: found .*, needs a link such as https:/);
    },
  );
});

const tooOld = (line: number, required: string) =>
  `p.yaml:${line}: this file needs orders-watch ${required} or newer, this is 0.2.0: npm i -g orders-watch`;

describe('requires', () => {
  it('is met by this version and older ones, at the top, in a document and in a pipeline of a list', () => {
    for (const required of ['0.2', '0.2.0', '"0.1.9"', '0']) {
      pipelinesOf(`requires: ${required}\nname: a\nstages: [{ name: x, kind: sqs }]\n`);
      pipelinesOf(`requires: ${required}\npipelines: [{ name: a, stages: [{ name: x, kind: sqs }] }]\n`);
      pipelinesOf(`pipelines: [{ name: a, requires: ${required}, stages: [{ name: x, kind: sqs }] }]\n`);
    }
  });

  it('says that a tool is too old, and nothing of what it does not know', () => {
    expect(errorsOf('name: a\ncolour: red\nrequires: 0.3\nstages: 7\n')).toEqual([tooOld(3, '0.3')]);
    expect(errorsOf('name: a\nstages: 7\n---\nname: b\nrequires: 1\n')).toEqual([tooOld(5, '1')]);
    expect(errorsOf('pipelines:\n  - name: a\n    requires: 0.2.1\n')).toEqual([tooOld(3, '0.2.1')]);
  });

  it('is read as it is written: 0.10 is no 0.1; the newest is named', () => {
    expect(errorsOf('name: a\nrequires: 0.10\n')).toEqual([tooOld(2, '0.10')]);
    expect(errorsOf('requires: 0.9\n---\nrequires: 0.10\n---\nrequires: 0.3\n')).toEqual([tooOld(3, '0.10')]);
  });

  it.each([
    ['latest', '"latest"'],
    ['1e3', '1000'],
    ['">= 0.2"', '">= 0.2"'],
    ['[0.2]', '[0.2]'],
    ['', 'null'],
    ['0.2.0.1', '"0.2.0.1"'],
  ])('refuses %s, with its line', (written, shown) => {
    expect(errorsOf(`name: a\nrequires: ${written}\nstages: [{ name: x, kind: sqs }]\n`)).toEqual([
      `p.yaml:2: requires: found ${shown}, needs a version such as 0.2 or 0.2.1`,
    ]);
  });

  it('orders versions by their numbers, part by part', () => {
    const part = fc.nat({ max: 30 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
        const weight = ([x, y, z]: readonly [number, number, number]) => x * 10_000 + y * 100 + z;
        expect(isOlder(a.join('.'), b.join('.'))).toBe(weight(a) < weight(b));
      }),
    );
  });
});
