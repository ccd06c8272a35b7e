/** Alarms that somebody looks after: kept on this machine only, in the XDG state folder. */
import * as z from 'zod';
import type { Acknowledged, AcknowledgedTransitions } from '../../../components/alarms/acknowledged.ts';
import type { Runtime } from '../../runtime.ts';
import { openState, type StateSpec } from '../shared/state-folder.ts';

const fileSchema = z.record(z.string(), z.number());
/** Old ones are forgotten first. */
const maxKept = 1_000;

const acknowledgedFile: StateSpec<AcknowledgedTransitions> = {
  name: 'acknowledged.json',
  loses: 'what was acknowledged',
  empty: new Map(),
  parse: (json) => {
    const { data } = fileSchema.safeParse(json);
    return data && new Map(Object.entries(data));
  },
  format: (transitions) => Object.fromEntries(transitions),
};

/** Nothing is acknowledged where there is no file or none that can be read; where it cannot be written it holds for as long as the tool runs. */
export const openAcknowledged = (runtime: Pick<Runtime, 'env' | 'stalls'>): Acknowledged => {
  const file = openState(acknowledgedFile, runtime);
  return {
    known: file.now,
    toggle: (arn, since) => {
      const isTakenBack = file.now().get(arn) === since;
      file.change((before) => {
        const others = [...before].filter(([other]) => other !== arn);
        const added: [string, number][] = isTakenBack ? [] : [[arn, since]];
        return new Map([...others, ...added].slice(-maxKept));
      });
    },
  };
};
