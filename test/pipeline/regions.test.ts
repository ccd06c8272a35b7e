/** One pipeline in several Regions. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterpart, partsOf } from '../../src/pipeline/parts.ts';
import { type PipelineFileOptions, parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';

const three = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;

const parse = (text: string, options: Partial<PipelineFileOptions> = {}): Pipeline => {
  const parsed = parsePipelineFile(text, { file: 'p.yaml', regions: three, ...options });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return parsed.value[0];
};

const file = `
name: orders
stages:
  - { name: payments, kind: sqs, next: [payment-worker, ledger] }
  - { name: payment-worker, kind: lambda, next: [payments] }
  - { name: ledger, kind: dynamodb, region: us-west-2, profile: billing, next: [payments] }
`;

const placesOf = ({ stages }: Pipeline) => stages.map(({ name, region }) => `${name} ${region}`);

describe('stages that name no Region', () => {
  it('stand once in each Region asked for, Region after Region; a stage that names its own stays there', () => {
    const pipeline = parse(file);
    expect(placesOf(pipeline)).toEqual([
      'payments@eu-west-1 eu-west-1',
      'payment-worker@eu-west-1 eu-west-1',
      'payments@us-east-1 us-east-1',
      'payment-worker@us-east-1 us-east-1',
      'payments@ap-southeast-2 ap-southeast-2',
      'payment-worker@ap-southeast-2 ap-southeast-2',
      'ledger us-west-2',
    ]);
    expect(pipeline.regions).toEqual(three);
    expect(pipeline.stages.map(bareName).slice(4)).toEqual(['payments', 'payment-worker', 'ledger']);
  });

  it('feed the stages of their own Region, and those that are in one place', () => {
    const { stages } = parse(file);
    const nextOf = (name: string) => stages.find((stage) => stage.name === name)?.next;
    expect(nextOf('payments@us-east-1')).toEqual(['payment-worker@us-east-1', 'ledger']);
    expect(nextOf('ledger')).toEqual(three.map((region) => `payments@${region}`));
    const near = parse(file.replace('us-west-2', 'us-east-1'));
    expect(near.stages.find(({ name }) => name === 'ledger')?.next).toEqual(['payments@us-east-1']);
  });

  it('are measured each in its Region, under ids of their own', () => {
    const { stages } = parse(file);
    const ids = stages.flatMap(({ series }) => series.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, region, series } of stages) {
      expect(series.length).toBeGreaterThan(0);
      for (const spec of series) {
        expect(spec).toMatchObject({ stage: name, region });
        expect(spec.id.startsWith(`${name}.`)).toBe(true);
      }
    }
  });

  it('of one Region are called as in the file', () => {
    const pipeline = parse(file, { regions: ['eu-west-1'] });
    expect(pipeline.regions).toBeUndefined();
    expect(placesOf(pipeline)).toEqual([
      'payments eu-west-1',
      'payment-worker eu-west-1',
      'ledger us-west-2',
    ]);
  });

  it('are where the pipeline says, in one Region or in several, unless the command line names Regions', () => {
    const one = file.replace('name: orders\n', 'name: orders\nregion: sa-east-1\n');
    expect(placesOf(parse(one))).toEqual([
      'payments sa-east-1',
      'payment-worker sa-east-1',
      'ledger us-west-2',
    ]);
    const two = file.replace('name: orders\n', 'name: orders\nregion: [sa-east-1, us-west-1]\n');
    expect(parse(two).regions).toEqual(['sa-east-1', 'us-west-1']);
    expect(placesOf(parse(one, { isAsked: true, regions: ['us-east-2'] }))).toEqual([
      'payments us-east-2',
      'payment-worker us-east-2',
      'ledger us-west-2',
    ]);
  });

  it('however stages are linked and pinned, each link leads to a stage that is there', () => {
    const names = ['a', 'b', 'c', 'd'];
    const stage = fc.record({
      region: fc.option(fc.constantFrom(...three, 'us-west-2')),
      next: fc.uniqueArray(fc.constantFrom(...names)),
    });
    fc.assert(
      fc.property(
        fc.array(stage, { minLength: 4, maxLength: 4 }),
        fc.subarray([...three]),
        (made, regions) => {
          const lines = names.map((name, index) => {
            const { region = null, next = [] } = made[index] ?? {};
            const links = next.filter((target) => target !== name).join(', ');
            return `  - { name: ${name}, kind: sqs, next: [${links}]${region === null ? '' : `, region: ${region}`} }`;
          });
          const asked = regions.length === 0 ? ['eu-west-1'] : regions;
          const { stages } = parse(`name: x\nstages:\n${lines.join('\n')}\n`, { regions: asked });
          const known = new Set(stages.map(({ name }) => name));
          expect(known.size).toBe(stages.length);
          for (const { next } of stages) for (const target of next) expect(known).toContain(target);
        },
      ),
    );
  });
});

describe('the parts of a pipeline', () => {
  const partsIn = (pipeline: Pipeline) =>
    partsOf(pipeline).map(({ name, stages }) => [name, stages.map(bareName)]);

  it('are its Regions, whosever credentials read them there', () => {
    const inAll = parse(file.replace(', region: us-west-2', ''));
    const [first, second] = partsOf(inAll);
    expect(partsIn(inAll)).toEqual(three.map((region) => [region, ['payments', 'payment-worker', 'ledger']]));
    const worker = first?.stages[1];
    expect(worker && second && counterpart(worker, second)?.name).toBe('payment-worker@us-east-1');
  });

  it('of a flow through several places are these places', () => {
    const scenario = readFileSync(new URL('../scenarios/three-regions.yaml', import.meta.url), 'utf8');
    expect(partsIn(parse(scenario))).toEqual([
      ['us-east-1', ['orders-api', 'order-intake', 'Orders']],
      ['eu-west-1', ['payments', 'payment-worker']],
      ['ap-southeast-2', ['order-events', 'fulfilment']],
    ]);
    expect(partsIn(parse(file, { regions: ['us-west-2'] }))).toEqual([
      ['us-west-2', ['payments', 'payment-worker']],
      ['us-west-2 (billing)', ['ledger']],
    ]);
  });
});
