/** Alarms that somebody looks after: kept on this machine only, in the XDG state folder. */
import * as z from 'zod';
import type { Acknowledged } from '../../../components/alarms/acknowledged.ts';
import type { Runtime } from '../../runtime.ts';
import { readState, statePath, writeState } from '../shared/state-folder.ts';

const fileSchema = z.record(z.string(), z.number());
/** Old ones are forgotten first. */
const maxKept = 1_000;

const read = (path: string): ReadonlyMap<string, number> => {
  try {
    return new Map(Object.entries(fileSchema.parse(readState(path))));
  } catch {
    return new Map();
  }
};

/** Nothing is acknowledged where there is no file or none that can be read; a folder that cannot be written is no error. */
export const openAcknowledged = (env: Runtime['env']): Acknowledged => {
  const path = statePath(env, 'acknowledged.json');
  let known = read(path);
  return {
    known: () => known,
    toggle: (arn, since) => {
      const others = [...known].filter(([other]) => other !== arn);
      const added: [string, number][] = known.get(arn) === since ? [] : [[arn, since]];
      known = new Map([...others, ...added].slice(-maxKept));
      // Where it cannot be written it is known for as long as the tool runs.
      writeState(path, Object.fromEntries(known));
    },
  };
};
