/** AWS as the port: the only place where sources are made. */
import type { Clients } from '../../aws/clients.ts';
import type { Origin } from '../../origin.ts';
import { metricsWithoutUnit } from '../../pipeline/units.ts';
import { alarmsSource } from '../../sources/alarms/alarms-source.ts';
import { guarded } from '../../sources/guarded.ts';
import { logContextSource } from '../../sources/logs/log-context.ts';
import { mergeSources } from '../../sources/merge.ts';
import { fetchHistory } from '../../sources/metrics/history-source.ts';
import { fetchWindow } from '../../sources/metrics/metrics-source.ts';
import { fetchUnits } from '../../sources/metrics/units.ts';
import { awsStreamsApi } from '../../sources/streams/aws-streams-api.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import { tailStream } from '../../sources/streams/tail-stream.ts';
import type { Backend, TableAt } from '../backend.ts';
import { awsDashboards } from './dashboard-library.ts';
import { findLogGroups } from './find-log-groups.ts';
import { searchLogs } from './log-search.ts';
import { findMetrics } from './metric-names.ts';
import { newestLogs } from './newest-logs.ts';
import { awsQueries } from './queries.ts';
import { watchAws } from './watch.ts';

export type AwsBackendOptions = Pick<
  Backend,
  'clock' | 'account' | 'regions' | 'isRegionAsked' | 'origins' | 'pipelines'
> & {
  readonly clientsFor: (origin: Origin) => Clients;
};

/** Nothing is called before something is watched or asked for. */
export const awsBackend = ({ clientsFor, ...identity }: AwsBackendOptions): Backend => {
  const { clock, origins } = identity;
  const common = { clientsFor, clock };
  const tail = (at: TableAt, from: StartAt) =>
    tailStream({ ...at, api: awsStreamsApi(clientsFor(at)), from, clock });
  return {
    ...identity,
    watch: (request) => watchAws(request, { ...common, tail }),
    tail,
    listAlarms: (of, { historyMs, namePrefix, events = false }) => {
      const sources = alarmsSource({
        ...common,
        origins: of,
        once: true,
        events,
        ...(historyMs === undefined ? { history: false } : { historyMs }),
        ...(namePrefix === undefined ? {} : { namePrefix }),
      });
      const safe = sources.map((source) => guarded(source, { name: 'alarms', clock }));
      return (signal) => mergeSources(safe, signal);
    },
    points: (series, window, signal) => fetchWindow({ ...common, series, ...window }, signal),
    units: (series, signal) => fetchUnits({ ...common, series, withoutUnit: metricsWithoutUnit }, signal),
    history: (look, { liveMs, cached }, signal) =>
      fetchHistory({ ...common, liveMs, known: cached, look }, signal),
    findMetrics: findMetrics(common),
    logContext: (request) => {
      const sources = logContextSource({ ...common, ...request });
      const safe = sources.map((source) => guarded(source, { name: 'logs', clock }));
      return (signal) => mergeSources(safe, signal);
    },
    searchLogs: (request, signal) => searchLogs(request, common, signal),
    newestLogs: (request, signal) => newestLogs(request, common, signal),
    findLogGroups: (pattern, origin, signal) => findLogGroups(pattern, origin, common, signal),
    query: awsQueries(common),
    dashboards: awsDashboards({ api: () => clientsFor(origins[0]), clock }),
    absent: '',
  };
};
