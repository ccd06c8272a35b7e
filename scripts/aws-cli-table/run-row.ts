/** One row: the same settings for aws-cli and for the tool, each with a home and a loopback of its own; what reached it, compared. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoopbackAws, type Reached, startLoopbackAws } from '../../test/helpers/loopback-aws.ts';
import { answerOf, unwell } from './answers.ts';
import type { Row } from './row.ts';

export type Outcome = {
  /** What came to the loopback, in order, each once in a row: `DescribeAlarms https monitoring.…:443 eu-west-1 AKID`. */
  readonly reached: readonly string[];
  readonly isDone: boolean;
  readonly stderr: string;
};

const usualKeys = '[default]\naws_access_key_id = KEYOFDEFAULT\naws_secret_access_key = x\n';
const patienceMs = 60_000;
/** `alarms` lists the alarms, what mutes them and when each began: the first is what is compared. */
const alsoAsked = /^(DescribeAlarmHistory|ListAlarmMuteRules) /;

type Places = Readonly<Record<'http' | 'https' | 'proxy' | 'ca' | 'home', string>>;

const filled = (text: string, places: Places): string =>
  text.replaceAll(/\{(http|https|proxy|ca|home)\}/g, (_, name: keyof Places) => places[name]);

/** Ports are of this run; what is the same on both sides has a name. */
const hostName = (host: string, places: Places): string => {
  const byPlace = (['http', 'https'] as const).find((name) => new URL(places[name]).host === host);
  return byPlace === undefined ? host.replace(/:443$/, '') : `{${byPlace}}`;
};

const actionOf = ({ action, path }: Reached): string =>
  action.split('.').at(-1) || path.replace(/^(\w+) (https?:\/\/[^/]*)?/, '$1 ').replace(/\?.*$/, '');

/** What of a role was asked for; names of sessions that nobody chose are each program's own. */
const roleOf = ({ body, action }: Reached): string => {
  if (!action.startsWith('AssumeRole')) return '';
  const form = new URLSearchParams(body);
  const session = form.get('RoleSessionName') ?? '';
  const asked = [
    form.get('RoleArn')?.split('/').at(-1),
    form.get('ExternalId'),
    form.get('DurationSeconds'),
    /^(botocore-session|orders-watch)-/.test(session) || /^\d+$/.test(session) ? undefined : session,
    form.get('WebIdentityToken'),
  ];
  return `(${asked.filter((part) => part != null).join(' ')})`;
};

const lineOf = (reached: Reached, places: Places): string =>
  [
    actionOf(reached),
    reached.way,
    hostName(reached.host, places),
    reached.region,
    reached.accessKey,
    reached.headers['x-amz-security-token'] === undefined
      ? ''
      : `token ${reached.headers['x-amz-security-token']}`,
    roleOf(reached),
    reached.proxyAuthorization === undefined ? '' : 'with proxy login',
  ]
    .filter((part) => part !== '')
    .join(' ');

/** What the proxy was asked to let through, where it did not. */
const refusedLines = (aws: LoopbackAws, status: number): readonly string[] =>
  status === 200 ? [] : aws.connects.map(({ target }) => `CONNECT ${target} refused`);

const once = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, at) => line !== lines[at - 1]);

export const runOne = async (row: Row, command: readonly string[]): Promise<Outcome> => {
  const home = await mkdtemp(join(tmpdir(), 'orders-watch-settings-'));
  const status = row.proxyStatus ?? 200;
  const aws = await startLoopbackAws({
    answer: row.isUnwell === true ? () => unwell : answerOf,
    proxy: () => ({ status }),
  });
  try {
    const places: Places = { http: aws.http, https: aws.https, proxy: aws.proxy, ca: aws.caFile, home };
    const files: Readonly<Record<string, string>> = {
      '.aws/config': row.config ?? '',
      '.aws/credentials': row.credentials ?? usualKeys,
      ...row.files,
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(home, name)), { recursive: true });
      await writeFile(join(home, name), filled(text, places), { mode: 0o700 });
    }
    const usual: Readonly<Record<string, string | undefined>> = {
      PATH: process.env['PATH'],
      HOME: home,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    const env = Object.fromEntries(
      Object.entries({ ...usual, ...row.env }).map(([name, value]) => [
        name,
        value === undefined ? undefined : filled(value, places),
      ]),
    );
    const [program = '', ...args] = [...command, ...(row.flags ?? []).map((flag) => filled(flag, places))];
    const { code, stderr } = await new Promise<{ readonly code: number | null; readonly stderr: string }>(
      (resolve, reject) => {
        const child = spawn(program, args, {
          cwd: home,
          env,
          stdio: ['ignore', 'ignore', 'pipe'],
          timeout: patienceMs,
          killSignal: 'SIGKILL',
        });
        let text = '';
        child.stderr.on('data', (part) => {
          text += String(part);
        });
        child.on('error', reject);
        child.on('close', (ended) => resolve({ code: ended, stderr: text.trim() }));
      },
    );
    const lines = [
      ...aws.reached.map((reached) => lineOf(reached, places)),
      ...refusedLines(aws, status),
    ].filter((line) => !alsoAsked.test(line));
    return { reached: row.isUnwell === true ? lines : once(lines), isDone: code === 0, stderr };
  } finally {
    await aws.close();
    await rm(home, { recursive: true, force: true });
  }
};
