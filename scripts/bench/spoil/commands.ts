/** The commands through which answers are spoilt, and what of their output counts: what was found, and in which state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolRun } from '../../../test/helpers/in-process.ts';

export type Command = {
  readonly args: readonly string[];
  /** It follows: interrupted after so long, by its clock. */
  readonly interruptAfterMs?: number;
  /** What the output says is there; of what is there twice, twice. */
  readonly facts: (run: ToolRun) => readonly string[];
};

type Line = Readonly<Record<string, unknown>>;

const linesOf = (stdout: string): readonly Line[] =>
  stdout.split('\n').flatMap((line) => {
    try {
      const value: unknown = line.startsWith('{') ? JSON.parse(line) : undefined;
      return typeof value === 'object' && value !== null ? [{ ...value }] : [];
    } catch {
      return [];
    }
  });

/** By the type of a line, what says in which state it is. */
const statesOf: Readonly<Record<string, readonly string[]>> = {
  alarm: ['state'],
  alarmHistory: ['to'],
  stage: ['stage', 'name', 'health'],
  story: ['stage', 'health'],
  flow: ['status', 'count'],
  // That it is not well is what it is to say.
  check: ['check'],
  change: ['eventName'],
  point: ['id'],
  log: [],
  row: [],
};

const jsonFacts = ({ stdout }: ToolRun): readonly string[] => {
  const facts = linesOf(stdout).flatMap((line) => {
    const type = String(line['type']);
    const states = statesOf[type];
    return states === undefined ? [] : [[type, ...states.flatMap((name) => line[name] ?? [])].join(' ')];
  });
  // How many points there are in five minutes is the clock's.
  return facts.filter((fact, index) => !fact.startsWith('point') || facts.indexOf(fact) === index);
};

/** A frame says how many alarms there are, and how each stage is. */
const frameFacts = ({ stdout }: ToolRun): readonly string[] => [
  ...(/✖ \d+ ALARM/.exec(stdout) ?? []),
  ...[...stdout.matchAll(/[✖▲●○] [\w-]+/g)].map(([found]) => found),
];

const rowFacts = ({ stdout }: ToolRun): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(() => 'row');

/** That it is an alarm at all: whoever asks goes by the exit code alone. */
const codeFacts = ({ code }: ToolRun): readonly string[] => [`code ${code}`];

const followMs = 20_000;
const horizon = ['--from', 'trim-horizon'] as const;

export const commandsFor = ({
  folder,
  order,
}: {
  readonly folder: string;
  readonly order: string;
}): readonly Command[] => {
  const report = join(folder, 'report');
  return [
    { args: ['alarms', '--json'], facts: jsonFacts },
    { args: ['alarms'], facts: ({ stdout }) => stdout.split('\n').slice(0, 1) },
    { args: ['alarms', '--history', '1h', '--json'], facts: jsonFacts },
    { args: ['alarms', '--fail-on', 'ALARM', '--name-prefix', 'payments-queue-age'], facts: codeFacts },
    { args: ['alarms', '--fail-on', 'ALARM', '--name-prefix', 'payments-outage'], facts: codeFacts },
    { args: ['alarms', '--watch', '--json'], interruptAfterMs: followMs, facts: jsonFacts },
    {
      args: ['metrics', 'AWS/SQS/NumberOfMessagesSent', '--dim', 'QueueName=payments', '--json'],
      facts: jsonFacts,
    },
    { args: ['metrics', 'AWS/SQS/NumberOfMessagesSent', '--dim', 'QueueName=payments'], facts: codeFacts },
    { args: ['metrics', 'AWS/SQS/Nothing'], facts: codeFacts },
    {
      args: ['logs', 'tail', '/ecs/fulfilment', '--since', '20s', '--poll', '--json'],
      interruptAfterMs: followMs,
      facts: jsonFacts,
    },
    {
      args: ['logs', 'query', 'fields @message, @logStream | limit 3', '--since', '5m', '--json'],
      facts: jsonFacts,
    },
    { args: ['logs', 'query', 'stats count(*) by bin(1m)', '--since', '5m'], facts: rowFacts },
    {
      args: ['tail-stream', '--table', 'Orders', ...horizon, '--limit', '20', '--json'],
      interruptAfterMs: followMs,
      facts: jsonFacts,
    },
    { args: ['order', order, '--since', '10m', '--json'], facts: jsonFacts },
    { args: ['orders', ...horizon, '--duration', '1s', '--json'], facts: jsonFacts },
    { args: ['why', '--json'], facts: jsonFacts },
    { args: ['why', '--fail-on', 'bad'], facts: codeFacts },
    { args: ['dashboard', '--once'], facts: frameFacts },
    { args: ['dashboard', '--once', '--json'], facts: jsonFacts },
    { args: ['snapshot', '--view', 'orders'], facts: frameFacts },
    { args: ['snapshot', '--view', 'logs'], facts: frameFacts },
    {
      args: ['report', '--out', report],
      facts: () =>
        readFileSync(join(report, 'report.md'), 'utf8')
          .split('\n')
          .filter((line) => /^#|fails|backs up/.test(line))
          .map((line) => line.slice(0, 40)),
    },
    {
      args: ['init', '--out', '-'],
      facts: ({ stdout }) =>
        stdout
          .split('\n')
          .filter((line) => /kind:/.test(line))
          .map(() => 'stage'),
    },
    { args: ['doctor', '--json'], facts: jsonFacts },
    { args: ['dashboard', '--list', '--json'], facts: rowFacts },
    {
      args: ['dashboard', '--cloudwatch', 'payments', '--since', '5m', '--once', '--json'],
      facts: jsonFacts,
    },
    { args: ['dashboard', '--cloudwatch', 'platform', '--since', '5m', '--once'], facts: codeFacts },
  ];
};
