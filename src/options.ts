/**
 * Flags that every command has (the command line's contract), as yargs sees them and as the tool works with them.
 */
import type { Argv, InferredOptionTypes } from 'yargs';
import type { Runtime } from './runtime.ts';

export const commonFlags = {
  profile: { type: 'string', describe: 'Profile from ~/.aws to use' },
  region: { type: 'string', describe: 'Region, or several: us-east-1,eu-west-1' },
  'endpoint-url': { type: 'string', describe: 'Talk to this address instead of AWS' },
  sandbox: { type: 'boolean', default: false, describe: 'Use the embedded account: no AWS, no network' },
  config: { type: 'string', describe: 'Pipeline file [./orders-watch.yaml, then the XDG config folder]' },
  pipeline: { type: 'string', describe: 'Which pipeline of the file [its first]' },
  json: { type: 'boolean', default: false, describe: 'NDJSON on stdout, one object a line' },
  utc: { type: 'boolean', default: false, describe: 'Times in UTC' },
  // yargs turns --no-color into color: false.
  color: { type: 'boolean', default: true, describe: 'Colours; --no-color (or NO_COLOR) turns them off' },
  ascii: { type: 'boolean', default: false, describe: 'Plain ASCII for poor terminals' },
  theme: {
    choices: ['dark', 'light', 'high-contrast', 'colour-blind', 'mono'] as const,
    describe: 'Colours [by the terminal; the last one that was chosen]',
  },
  fps: { type: 'number', default: 2, describe: 'Frames a second at the most' },
  budget: { type: 'number', describe: 'Dollars an hour that polling may cost, at list prices' },
  'log-file': { type: 'string', describe: 'Write diagnostics, with stacks, to this file' },
} as const;

export const sandboxFlags = {
  seed: { type: 'number', default: 1, describe: 'Seed of the embedded account' },
  speed: { type: 'number', default: 1, describe: 'How fast its clock runs' },
  scenario: {
    choices: ['calm', 'incident', 'chaos'] as const,
    default: 'incident' as const,
    describe: 'What happens in it',
  },
  faults: {
    type: 'string',
    describe:
      'Faults on request: throttle=0.05,reset=0.01,error=0.01,silent=0.01,drip=0.01,null=0.01,empty=0.01,loop=0.01,html=0.01,latency=50-800,iterator=5s,listlag=200ms-1200ms,page=7,shuffle,nofilter,livetail=10m,nolivetail',
  },
  rollover: { type: 'string', default: '10m', describe: 'How often its shards close' },
  split: { type: 'number', default: 0.25, describe: 'How likely a shard that closes has two children' },
} as const;

export type CommonOptions = InferredOptionTypes<typeof commonFlags>;
export type SandboxOptions = InferredOptionTypes<typeof sandboxFlags>;

/** A flag that wants a value and gets none is a mistake, not its default. */
const flagsWithValue = Object.entries({ ...commonFlags, ...sandboxFlags }).flatMap(([name, flag]) =>
  'type' in flag && flag.type === 'boolean' ? [] : [name],
);

/** Adds the flags that every command has; those of the embedded account go to the end of the help. */
export const withCommonFlags = (yargs: Argv): Argv<CommonOptions & SandboxOptions> =>
  yargs
    .options(commonFlags)
    .options(sandboxFlags)
    .requiresArg(flagsWithValue)
    // What belongs to the command itself comes first.
    .group([], 'Options:')
    .group(Object.keys(commonFlags), 'Everywhere:')
    .group(Object.keys(sandboxFlags), 'With --sandbox:');

/** Starts a command in the process's runtime; given by `cli.ts`, so that a command file has no effect of its own. */
export type RunCommand = (start: (runtime: Runtime) => Promise<number>) => Promise<void>;
