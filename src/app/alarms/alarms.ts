/** `orders-watch alarms`: every alarm on the screen, or as a table and NDJSON. */

import { succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { createKeysNotice } from '../shared/keys-notice.ts';
import { firstOf } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { alarmLines } from './alarm-lines.ts';
import { type AlarmOptions, readAlarmFlags } from './alarm-settings.ts';

export const alarms = async (options: AlarmOptions, runtime: Runtime): Promise<number> => {
  const settings = readAlarmFlags(options);
  if (!settings.ok) return refuse(settings.failure, options, runtime);
  const isScript = options.json || options.once || options['fail-on'] !== undefined;
  if (canDrawScreen(runtime.env, runtime.stdin, runtime.stdout) && !isScript) {
    return (await import('./alarms-screen.tsx')).alarmsScreen(options, settings.value, runtime);
  }
  const interrupt = onInterrupt(runtime);
  const notice = createKeysNotice(runtime.clock, (line) => runtime.stderr.write(`${line}\n`));
  const session = await openSession(options, runtime, options.watch ? notice : () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  // Only a table is grouped: what scripts read does without a pipeline file.
  const isTable = !options.json && !options.watch && settings.value.by === 'stage';
  // What belongs together is known by the file alone.
  const isTold = isTable || (options.watch && options.notify);
  const { backend, close } = session.value;
  const pipeline = isTold ? firstOf(await backend.pipelines()) : succeed(undefined);
  const code = pipeline.ok
    ? await alarmLines(options, settings.value, { backend, pipeline: pipeline.value }, runtime, interrupt)
    : refuse(pipeline.failure, options, runtime);
  await close();
  return code;
};
