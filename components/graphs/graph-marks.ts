/** Moments that are marked in the graphs of a stage. */
import type { Mark } from '../../src/chart/marks.ts';
import { alarmKey } from '../../src/origin.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

type Seen = { readonly snapshot: Snapshot; readonly pipeline: Pipeline };

/** When alarms of the stage went on and off. */
const alarmMarks = ({ snapshot, pipeline }: Seen, stage: Stage): readonly Mark[] => {
  const names = new Set(
    snapshot.alarms.alarms.filter((alarm) => stageOfAlarm(alarm, pipeline) === stage).map(alarmKey),
  );
  return snapshot.alarms.history.items.flatMap((transition): Mark[] => {
    const { name, at, to } = transition;
    return names.has(alarmKey(transition)) && to !== 'INSUFFICIENT_DATA'
      ? [{ at, label: name, role: to === 'ALARM' ? 'bad' : 'ok' }]
      : [];
  });
};

const deploymentMarks = ({ snapshot }: Seen, { name }: Stage): readonly Mark[] =>
  snapshot.deployments
    .filter(({ stage }) => stage === name)
    .map(({ at, version }) => ({ at, label: `v${version.replace(/^v/, '')}`, role: 'accent' }));

/** When alarms of the stage went on and off, and when it was deployed. */
export const marksOf = (seen: Seen, stage: Stage): readonly Mark[] => [
  ...deploymentMarks(seen, stage),
  ...alarmMarks(seen, stage),
];
