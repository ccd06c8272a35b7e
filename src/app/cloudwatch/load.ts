/** Dashboards of CloudWatch: their list, and one of them read into the tool's model. */
import type { Backend } from '../../backend/backend.ts';
import type { DashboardLibrary } from '../../backend/dashboards.ts';
import type { Alarm } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { withAlarmMetrics } from '../../pipeline/cloudwatch-dashboard/alarm-lines.ts';
import type { CloudWatchDashboard } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { parseDashboard } from '../../pipeline/cloudwatch-dashboard/parse-dashboard.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { withPeriods } from './sources.ts';
import { findVariableValues } from './variables.ts';

/** Fails where the data come from somewhere that has none. */
export const libraryOf = ({ dashboards, absent }: Backend): Result<DashboardLibrary> =>
  dashboards === undefined
    ? fail(usageFailure('NoDashboards', `no CloudWatch dashboards: ${absent}`, 'Use AWS, or --sandbox'))
    : succeed(dashboards);

/** What a dashboard looks like depends on it. */
export type DashboardView = {
  /** Values of variables by id, in place of their defaults. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly rangeMs: number;
  readonly alarms: readonly Alarm[];
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
  /** What its variables could not be told. */
  readonly failures: readonly Failure[];
};

/** Fails where there is no such dashboard, and for a body that is none. */
export const loadDashboard = async (
  backend: Backend,
  name: string,
  signal: AbortSignal,
): Promise<Result<LoadedDashboard>> => {
  const library = libraryOf(backend);
  if (!library.ok) return library;
  const answer = await library.value.body(name, signal);
  if (!answer.ok) return answer;
  const body = answer.value;
  const [region] = backend.regions;
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
  const { found, failures } = await findVariableValues(first.value.variables, library.value, signal);
  const parse = (chosen: Readonly<Record<string, string>>): CloudWatchDashboard => {
    const values = Object.values(chosen);
    const parsed = parseDashboard(body, {
      name,
      // Another value asks other metricRequests: its series must not be taken for those of the value before.
      ...(values.length === 0 ? {} : { idPrefix: [name, ...values].join(' ') }),
      region,
      variables: { chosen, found },
    });
    return parsed.ok ? parsed.value : first.value;
  };
  return succeed({ dashboard: parse({}), dashboardFor: remember(parse), failures });
};
