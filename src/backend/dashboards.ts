/** CloudWatch's own dashboards as the port has them. */
import type { Failure } from '../observation/health-of-sources.ts';
import type { VariableSearch } from '../pipeline/cloudwatch-dashboard/model.ts';
import type { Result } from '../result.ts';

export type ListedDashboard = {
  readonly name: string;
  readonly modifiedAt: number | undefined;
  readonly bytes: number;
};

/** The values that were found, sorted; with a failure, those that were found before it. */
export type DimensionValues = { readonly values: readonly string[]; readonly failure?: Failure };

export type DashboardLibrary = {
  /** All of the account, by name. */
  readonly list: (signal: AbortSignal) => Promise<Result<readonly ListedDashboard[]>>;
  /** The body, as JSON text. Where there is none of that name the failure's hint names those that are. */
  readonly body: (name: string, signal: AbortSignal) => Promise<Result<string>>;
  /** Values of a dimension of the metrics that a variable searches for. */
  readonly dimensionValues: (search: VariableSearch, signal: AbortSignal) => Promise<DimensionValues>;
};
