/** What goes wrong: one clear line, the right exit code. */
import { type Check, refuses } from '../check.ts';

const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const tail = ['tail-stream', '--table'];
const frame = ['dashboard', '--once', '--config'];

export const errorChecks: readonly Check[] = [
  { args: [...tail, 'Nope'], expect: (run) => refuses(1, 'table Nope', run) },
  { args: [...tail, 'Plain'], expect: (run) => refuses(1, 'table Plain has no stream', run) },
  { args: [...tail, 'Orders', '--region', 'eu-west-1'], expect: (run) => refuses(1, 'eu-west-1', run) },
  {
    args: [...tail, 'Orders', '--region', 'nowhere'],
    expect: (run) => refuses(4, '"nowhere" is no Region', run),
  },
  {
    args: [...tail, 'Orders'],
    env: { AWS_REGION: undefined },
    expect: (run) => refuses(4, 'no Region is set', run),
  },
  { args: [...tail, 'Orders'], env: noKeys, expect: (run) => refuses(4, 'no credentials found', run) },
  { args: [...frame, 'shop.yaml'], env: noKeys, expect: (run) => refuses(4, 'no credentials found', run) },
  { args: ['alarms'], env: noKeys, expect: (run) => refuses(4, 'no credentials found', run) },
  { args: [...frame, 'nowhere.yaml'], expect: (run) => refuses(2, 'nowhere.yaml', run) },
  { args: [...frame, 'broken.yaml'], expect: (run) => refuses(2, 'broken.yaml', run) },
  { args: ['dashboard', '--once'], expect: (run) => refuses(2, 'there is no pipeline file', run) },
  { args: [...tail, 'Orders', '--profile', 'nobody'], expect: (run) => refuses(4, 'nobody', run) },
  { args: ['alarms', '--fail-on', 'BROKEN'], expect: (run) => refuses(2, 'fail-on', run) },
];
