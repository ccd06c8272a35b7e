import { describe, expect, it } from 'vitest';
import { parsePipelineFile } from '../../../src/pipeline/pipeline-file.ts';
import { demoPipelineYaml } from '../../../src/sandbox/demo-pipeline.ts';
import { accountAt, minuteMs } from './helpers.ts';

/** Counters that stay silent while all is well, and are no part of this account's luck. */
const silent =
  /Throttle|SystemErrors|Failed|ToDlq|Dlq|ReadThrottle|Dead|Dropped|Rules$|Retry|DestinationDelivery|SpilloverInvocations|TransactionConflict/;

describe('the pipeline file of the embedded account', () => {
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: ['eu-west-1'] });
  const { account } = accountAt({ scenario: 'calm', historyMs: 12 * minuteMs });

  it('is a valid one', () => {
    expect(parsed.ok ? [] : parsed.errors).toEqual([]);
  });

  const stages = parsed.ok ? parsed.value[0].stages : [];

  it('names log groups and tables that are there', () => {
    const groups = account.logs.groups().map(({ name }) => name);
    for (const { logGroups } of stages) expect(groups).toEqual(expect.arrayContaining([...logGroups]));
    const tables = account.tables.list().map(({ name }) => name);
    expect(tables).toEqual(expect.arrayContaining(stages.flatMap(({ table }) => table ?? [])));
  });

  it('asks for metrics that the account has', () => {
    const missing = stages.flatMap(({ series }) =>
      series.flatMap(({ id, query }) =>
        query.kind === 'metric' &&
        !silent.test(query.metric) &&
        account.metrics.find({
          namespace: query.namespace,
          name: query.metric,
          dimensions: query.dimensions,
        }) === undefined
          ? [id]
          : [],
      ),
    );
    expect(missing).toEqual([]);
  });
});
