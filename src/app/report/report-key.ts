/** The dashboard's key `i`: the report of what is on the screen, beside where the tool was started. */
import { relative } from 'node:path';
import type { WriteReport } from '../../../components/dashboard/report-key.ts';
import { reportFiles } from '../../../components/report/report.ts';
import type { Backend } from '../../backend/backend.ts';
import type { CommonOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { Runtime } from '../../runtime.ts';
import { flagsAgain } from './flags-again.ts';
import { gatherReport } from './gather-report.ts';
import { writeReport } from './write-report.ts';

type Made = {
  readonly backend: Backend;
  readonly pipeline: Pipeline;
  readonly others: readonly Pipeline[];
  readonly signal: AbortSignal;
};

/** What a screen needs to write reports; a line of where it is, or of why it is not there. */
export type ReportWriter = (made: Made) => WriteReport;

export const createReportWriter =
  (options: CommonOptions, { cwd, version }: Pick<Runtime, 'cwd' | 'version'>): ReportWriter =>
  ({ backend, pipeline, others, signal }) => {
    const write: WriteReport = async ({ snapshot, window, utc }) => {
      const to = window.end ?? backend.clock.now();
      const gathered = await gatherReport(pipeline, {
        backend,
        others,
        window: { from: to - window.rangeMs, to },
        utc,
        flags: flagsAgain(options),
        version,
        live: window.end === undefined ? snapshot : undefined,
        signal,
      });
      // Nobody is there to read it any more, and it may be half of one.
      if (signal.aborted) return '';
      if (!gathered.ok) return `no report: ${failureLine(gathered.failure)}`;
      const written = await writeReport(reportFiles(gathered.value.input), { cwd, out: undefined, at: to });
      return written.ok
        ? `report written to ${relative(cwd, written.value)}`
        : `no report: ${failureLine(written.failure)}`;
    };
    let writing: Promise<string> | undefined;
    return (wish) => {
      // A key that is pressed twice asks for one report.
      writing ??= write(wish).finally(() => {
        writing = undefined;
      });
      return writing;
    };
  };
