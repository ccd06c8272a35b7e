/** Calls against the quotas of AWS's pages: general/latest/gr/cw_region, AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl. */
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { operationName } from '../../src/aws/services/operation.ts';
import { limitIn } from '../../src/aws/services/quota.ts';
import { services } from '../../src/aws/services/services.ts';
import { manualClock } from '../helpers/clock.ts';

/** Calls a second of an account in a Region, as AWS states them. */
const stated: Readonly<Record<string, number>> = {
  GetMetricData: 500,
  // CloudWatch-PromQL.html.
  QueryMetrics: 300,
  GetMetricStatistics: 400,
  ListMetrics: 25,
  DescribeAlarms: 9,
  DescribeAlarmHistory: 20,
  DescribeAlarmContributors: 9,
  ListAlarmMuteRules: 50,
  GetAlarmMuteRule: 50,
  GetDashboard: 10,
  ListDashboards: 10,
  DescribeLogGroups: 10,
  DescribeLogStreams: 25,
  FilterLogEvents: 10,
  StartLiveTail: 5,
  StartQuery: 10,
  GetQueryResults: 10,
  DescribeStream: 10,
};

const quotas = services.flatMap((service) =>
  Object.entries(service.operations).flatMap(([method, { quota }]) =>
    quota === undefined ? [] : [[operationName(method), quota] as const],
  ),
);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const serve = async (): Promise<string> => {
  const created = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end('{}'));
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

/** When so many calls that are made at once go out, in seconds after the first of all. */
const callsAt = async (region: string, count: number): Promise<readonly number[]> => {
  const clock = manualClock(0);
  const at: number[] = [];
  const clients = createClients({
    region,
    endpointUrl: await serve(),
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    clock,
    onCall: (call) => at.push(call.at / 1000),
  });
  const call = () => clients.filterLogEvents({ logGroupName: '/g' });
  // The client is loaded: from here on only the clock takes time.
  await call();
  const calls = Promise.all(Array.from({ length: count - 1 }, call));
  await clock.advance(60_000);
  await calls;
  clients.close();
  return at.toSorted((a, b) => a - b);
};

describe('quotas', () => {
  it('are those that AWS states', () => {
    expect(Object.fromEntries(quotas.map(([name, { perSecond }]) => [name, perSecond]))).toEqual(stated);
  });

  it.each(quotas)('of %s leave something to others', (_, quota) => {
    const limit = limitIn('eu-west-1', quota);
    if (limit !== undefined) expect(limit.perSecond).toBeLessThan(quota.perSecond);
  });

  it.each([
    ['us-east-1', 25],
    ['eu-west-1', 10],
    ['us-gov-west-1', 10],
    ['ap-northeast-3', 5],
    ['ap-southeast-3', 5],
    ['ca-west-1', 5],
    ['eu-central-1', 5],
    ['il-central-1', 5],
  ])(
    'of FilterLogEvents in %s, %i a second, are used by half, by all readers together',
    async (region, perSecond) => {
      const at = await callsAt(region, 12);
      expect(at).toHaveLength(12);
      expect(at[0]).toBe(0);
      const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
      for (const gap of gaps) expect(gap).toBeCloseTo(2 / perSecond, 2);
    },
  );
});
