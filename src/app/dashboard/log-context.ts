/** The log lines around a moment that is looked at: read through the backend, shown in the place of the newest ones. */
import type { Moment } from '../../../components/alarms/jump.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Observation } from '../../observation/observation.ts';
import type { LogContext } from '../../observation/queries.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Pipeline } from '../../pipeline/stage.ts';

export type LogContextReader = {
  /** What is looked at now; another moment, or none, ends the reading of the one before. */
  readonly look: (moment: Moment | undefined) => void;
  /** Of the moment that is looked at; undefined where none is. */
  readonly id: () => string | undefined;
};

type LogContextOptions = {
  readonly backend: Pick<Backend, 'logContext'>;
  readonly pipeline: Pipeline;
  readonly emit: (observations: readonly Observation[]) => void;
  readonly signal: AbortSignal;
};

const isOfContext = (one: Observation): one is LogContext['observations'][number] =>
  one.type === 'log' || one.type === 'gap' || one.type === 'ready' || one.type === 'problem';

export const createLogContext = ({
  backend,
  pipeline,
  emit,
  signal,
}: LogContextOptions): LogContextReader => {
  let reads = 0;
  let reading: { readonly moment: Moment; readonly id: string; readonly stop: AbortController } | undefined;

  const read = async ({ at, from, to, stage }: Moment, id: string, until: AbortSignal): Promise<void> => {
    const groups = groupsOf(pipeline.stages.filter(({ name }) => name === stage));
    const source = backend.logContext?.({ groups, at, from, to });
    if (source === undefined) return;
    for await (const { observations } of source(until)) {
      if (until.aborted) return;
      emit([{ type: 'logContext', id, observations: observations.filter(isOfContext) }]);
    }
  };

  return {
    look: (moment) => {
      if (moment === reading?.moment) return;
      reading?.stop.abort();
      reads += 1;
      reading = moment && { moment, id: `moment ${reads}`, stop: new AbortController() };
      if (reading !== undefined && !signal.aborted) {
        void read(reading.moment, reading.id, AbortSignal.any([signal, reading.stop.signal]));
      }
    },
    id: () => reading?.id,
  };
};
