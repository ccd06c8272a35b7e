/** Dashboards of CloudWatch: their list, and one of them read into the tool's model. */
import type { Clients } from '../../aws/clients.ts';
import type { AlarmSeen } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { withAlarmMetrics } from '../../pipeline/cloudwatch-dashboard/alarm-lines.ts';
import type { CloudWatchDashboard } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { parseDashboard } from '../../pipeline/cloudwatch-dashboard/parse-dashboard.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { persist } from '../../sources/scheduler.ts';
import type { Session } from '../shared/session.ts';
import { withPeriods } from './sources.ts';
import { findVariableValues } from './variables.ts';

export type ListedDashboard = {
  readonly name: string;
  readonly modifiedAt: number | undefined;
  readonly bytes: number;
};

type Api = Pick<Clients, 'listDashboards' | 'getDashboard' | 'listMetrics'>;

/** Dashboards are the account's, the same in all Regions: the first one is asked. */
const apiOf = ({ clientsFor, origins }: Session): Api => clientsFor(origins[0]);

/** All dashboards by name. */
export const listDashboards = async (
  session: Session,
  signal: AbortSignal,
): Promise<Result<readonly ListedDashboard[]>> => {
  const api = apiOf(session);
  const found: ListedDashboard[] = [];
  let token: string | undefined;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const answer: Awaited<ReturnType<Api['listDashboards']>> = await persist(session, signal, () =>
      api.listDashboards(input, signal),
    );
    if (!answer.ok) return fail(answer.failure);
    for (const { DashboardName, LastModified, Size = 0 } of answer.value.DashboardEntries ?? []) {
      if (DashboardName === undefined) continue;
      found.push({ name: DashboardName, modifiedAt: LastModified?.getTime(), bytes: Size });
    }
    token = answer.value.NextToken || undefined;
  } while (token !== undefined && !signal.aborted);
  return succeed(found.sort((a, b) => (a.name < b.name ? -1 : 1)));
};

/** The failure of a dashboard that is not there, with the names of those that are. */
const withNames = async (failure: Failure, session: Session, signal: AbortSignal): Promise<Failure> => {
  if (failure.kind !== 'not-found') return failure;
  const listed = await listDashboards(session, signal);
  const names = listed.ok ? listed.value.slice(0, 20).map(({ name }) => name) : [];
  return names.length === 0 ? failure : { ...failure, hint: `Dashboards: ${names.join(', ')}` };
};

/** What a dashboard looks like depends on it. */
export type DashboardView = {
  /** Values of variables by id, in place of their defaults. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly rangeMs: number;
  readonly alarms: readonly AlarmSeen[];
};

/** With these values of its variables, with what its alarms watch, with periods that fit the range. */
export type DashboardFor = (view: DashboardView) => CloudWatchDashboard;

/** Asked for with every frame: the last answer is kept. The body is read again for other values alone, whose patterns may take long. */
const remember = (parse: (chosen: DashboardView['chosen']) => CloudWatchDashboard): DashboardFor => {
  let parsed: (Pick<DashboardView, 'chosen'> & { readonly dashboard: CloudWatchDashboard }) | undefined;
  let last: (DashboardView & { readonly dashboard: CloudWatchDashboard }) | undefined;
  return ({ chosen, rangeMs, alarms }) => {
    if (parsed?.chosen !== chosen) parsed = { chosen, dashboard: parse(chosen) };
    if (last?.chosen !== chosen || last.alarms !== alarms || last.rangeMs !== rangeMs) {
      const dashboard = withPeriods(withAlarmMetrics(parsed.dashboard, alarms), rangeMs);
      last = { chosen, rangeMs, alarms, dashboard };
    }
    return last.dashboard;
  };
};

export type LoadedDashboard = {
  /** As the account has it. */
  readonly dashboard: CloudWatchDashboard;
  readonly dashboardFor: DashboardFor;
};

/** Fails where there is no such dashboard, and for a body that is none. */
export const loadDashboard = async (
  session: Session,
  name: string,
  signal: AbortSignal,
): Promise<Result<LoadedDashboard>> => {
  const api = apiOf(session);
  const answer = await persist(session, signal, () => api.getDashboard({ DashboardName: name }, signal));
  if (!answer.ok) return fail(await withNames(answer.failure, session, signal));
  const body = answer.value.DashboardBody ?? '';
  const [region] = session.regions;
  const first = parseDashboard(body, { name, region });
  if (!first.ok) {
    const failure: Failure = {
      kind: 'service',
      code: 'BadDashboard',
      message: first.error,
      operation: 'GetDashboard',
      hint: 'Open it in the console and save it again.',
    };
    return fail(failure);
  }
  const found = await findVariableValues(first.dashboard.variables, api, session, signal);
  const parse = (chosen: Readonly<Record<string, string>>): CloudWatchDashboard => {
    const values = Object.values(chosen);
    const parsed = parseDashboard(body, {
      name,
      // Another value asks other questions: its series must not be taken for those of the value before.
      ...(values.length === 0 ? {} : { idPrefix: [name, ...values].join(' ') }),
      region,
      variables: { chosen, found },
    });
    return parsed.ok ? parsed.dashboard : first.dashboard;
  };
  return succeed({ dashboard: parse({}), dashboardFor: remember(parse) });
};
