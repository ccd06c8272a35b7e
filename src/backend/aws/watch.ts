/** The sources of what is watched: each asks for what is demanded only, and none waits for another. */
import type { Clients } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import type { SourceName } from '../../observation/health-of-sources.ts';
import type { Origin } from '../../origin.ts';
import { metricsWithoutUnit } from '../../pipeline/units.ts';
import { versionWatches } from '../../pipeline/versions.ts';
import { alarmsSource } from '../../sources/alarms/alarms-source.ts';
import { openedAlarmSource } from '../../sources/alarms/events.ts';
import { deploymentsSource } from '../../sources/deployments/deployments-source.ts';
import { guarded } from '../../sources/guarded.ts';
import { followLogs } from '../../sources/logs/follow-logs.ts';
import { historySource } from '../../sources/metrics/history-source.ts';
import { metricsSource } from '../../sources/metrics/metrics-source.ts';
import type { Source } from '../../sources/source.ts';
import type { Backend, WatchRequest } from '../backend.ts';
import { watchedTail } from './watched-tail.ts';

type WatchOptions = Pick<Backend, 'tail'> & {
  readonly clientsFor: (origin: Origin) => Clients;
  readonly clock: Clock;
};

export const watchAws = (
  request: WatchRequest,
  { clientsFor, clock, tail }: WatchOptions,
): readonly Source[] => {
  const { origins, demand, cached, liveMs, alarms, logs, deployments, tables } = request;
  const common = { clientsFor, clock };
  const metered = { ...common, origins, ...(request.budget === undefined ? {} : { budget: request.budget }) };
  const each = (name: SourceName, of: readonly Source[]): readonly Source[] =>
    of.map((source) => guarded(source, { name, clock }));
  const sources: Source[] = [
    ...each(
      'metrics',
      metricsSource({
        ...metered,
        series: () => demand().series,
        windowMs: liveMs,
        units: {
          clientsFor,
          withoutUnit: metricsWithoutUnit,
          series: () => [...demand().series, ...(demand().graphs?.series ?? [])],
        },
      }),
    ),
    ...each(
      'metrics',
      historySource({
        ...metered,
        looking: () => demand().graphs,
        liveMs: typeof liveMs === 'number' ? liveMs : liveMs(),
        known: cached,
      }),
    ),
  ];
  if (alarms !== undefined) {
    const { historyMs, namePrefix, origins: listed = origins } = alarms;
    sources.push(
      ...each(
        'alarms',
        alarmsSource({
          ...common,
          origins: listed,
          visible: () => demand().shown,
          ...(historyMs === undefined ? { history: false } : { historyMs }),
          ...(namePrefix === undefined ? {} : { namePrefix }),
        }),
      ),
      ...each('alarms', openedAlarmSource({ ...common, origins: listed, opened: () => demand().alarm })),
    );
  }
  if (logs !== undefined)
    sources.push(...each('logs', followLogs({ ...common, ...logs, visible: () => demand().logs })));
  if (deployments !== undefined) {
    const watches = versionWatches({ stages: deployments });
    sources.push(
      ...each(
        'deployments',
        deploymentsSource({ ...common, ...watches, visible: () => demand().deployments }),
      ),
    );
  }
  for (const at of tables?.at ?? []) {
    sources.push(
      ...each('stream', [
        watchedTail({
          open: (from) => tail(at, from),
          from: tables?.from ?? 'latest',
          isWatched: () => demand().shown,
          clock,
        }),
      ]),
    );
  }
  return sources;
};
