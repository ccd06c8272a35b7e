/** `orders-watch alarms`: every alarm on the screen, or as a table and NDJSON. */
import { canDrawScreen } from '../terminal/capabilities.ts';
import { alarmLines } from './alarm-lines.ts';
import { type AlarmOptions, readAlarmFlags } from './alarm-settings.ts';
import { onInterrupt } from './interrupt.ts';
import { refuse } from './refuse.ts';
import type { Runtime } from './runtime.ts';
import { openSession } from './session.ts';

export const alarms = async (options: AlarmOptions, runtime: Runtime): Promise<number> => {
  const settings = readAlarmFlags(options);
  if (!settings.ok) return refuse(settings.failure, options, runtime);
  const isScript = options.json || options.once || options['fail-on'] !== undefined;
  if (canDrawScreen(runtime.env, runtime.stdin, runtime.stdout) && !isScript) {
    return (await import('./alarms-screen.tsx')).alarmsScreen(options, settings.value, runtime);
  }
  const interrupt = onInterrupt();
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const code = await alarmLines(options, settings.value, session.value, runtime, interrupt);
  await session.value.close();
  return code;
};
