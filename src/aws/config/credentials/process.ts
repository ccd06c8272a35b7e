/**
 * `credential_process`: a program of the user's that prints keys. AWS SDKs and Tools Reference Guide, "Process credential provider": JSON
 * with Version 1 on stdout; without a shell, as the AWS CLI starts it. What it prints is secret: nothing of its stdout is ever told.
 */
import { spawn } from 'node:child_process';
import * as z from 'zod';
import { type Worded, worded } from '../../worded.ts';
import { shellWords } from '../shell-words.ts';
import type { Keys, Watch } from './context.ts';

/** A program may ask somebody for a code: it goes on, but is told, and the next call waits for it again. */
const patienceMs = 4_500;
const mostOutput = 1_000_000;
const mostCharacters = 200;

const bounded = (text: string): string => {
  const characters = [...text.trim()];
  return characters.length > mostCharacters
    ? `${characters.slice(0, mostCharacters).join('')}…`
    : characters.join('');
};

type Ended =
  | { readonly type: 'ended'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly type: 'endless' }
  | { readonly type: 'unstarted'; readonly code: string };

const answer = z.object({
  Version: z.unknown().optional(),
  AccessKeyId: z.unknown().optional(),
  SecretAccessKey: z.unknown().optional(),
  SessionToken: z.unknown().optional(),
  Expiration: z.unknown().optional(),
});

const refusal = (profile: string, says: string, hint: string, kind: Worded['kind'] = 'access'): Error =>
  worded({
    kind,
    code: 'CredentialProcess',
    message: `the credential_process of the profile "${profile}" ${says}`,
    hint,
  });

const mend = 'Run it in a shell to see what is wrong.';

/** Programs that run, by their command lines: whoever asks meanwhile waits for the same one. */
const running = new Map<string, Promise<Ended>>();

const start = (words: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const [program = '', ...args] = words;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', stop);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length <= mostOutput) return;
      stop();
      end({ type: 'endless' });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, mostOutput);
    });
    const end = (ended: Ended): void => {
      process.removeListener('exit', stop);
      resolve(ended);
    };
    child.on('error', (error) => {
      const code: unknown = Reflect.get(error, 'code');
      end({ type: 'unstarted', code: typeof code === 'string' ? code : 'unknown' });
    });
    child.on('close', (code) => end({ type: 'ended', code, stdout, stderr }));
  });

const run = (profile: string, line: string, words: readonly string[], watch: Watch): Promise<Ended> => {
  const before = running.get(line);
  if (before !== undefined) return before;
  const name = `credential_process of the profile "${profile}"`;
  const started = watch({ name }, start(words)).finally(() => running.delete(line));
  running.set(line, started);
  return started;
};

const within = async (ended: Promise<Ended>): Promise<Ended | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
};

const parse = (stdout: string): unknown => {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
};

type Printed = { readonly stdout: string; readonly stderr: string };

const firstLine = (text: string): string => bounded(text.trim().split('\n', 1)[0] ?? '');

/** What is no text is no time either. */
const timeOf = (value: unknown): Date => new Date(typeof value === 'string' ? value : Number.NaN);

/** The keys in what it printed; what is wrong names the field, never a value. */
const keysOf = (profile: string, { stdout, stderr }: Printed, now: number): Keys => {
  const parsed = answer.safeParse(parse(stdout));
  if (!parsed.success) {
    const said = firstLine(stderr);
    const says = stdout.trim() === '' ? 'prints nothing' : 'does not print JSON';
    throw refusal(profile, said === '' ? says : `${says}: ${said}`, mend);
  }
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.data;
  if (Version !== 1) {
    throw refusal(
      profile,
      Version === undefined ? 'prints no Version' : 'prints another Version than 1',
      'Its JSON must have "Version": 1.',
    );
  }
  if (typeof AccessKeyId !== 'string' || AccessKeyId === '') {
    throw refusal(profile, 'prints no AccessKeyId', mend);
  }
  if (typeof SecretAccessKey !== 'string' || SecretAccessKey === '') {
    throw refusal(profile, 'prints no SecretAccessKey', mend);
  }
  const expiration = (Expiration ?? undefined) === undefined ? undefined : timeOf(Expiration);
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) {
    throw refusal(profile, 'prints an Expiration that is no time', 'It must be ISO 8601.');
  }
  if (expiration !== undefined && expiration.getTime() <= now) {
    throw refusal(
      profile,
      `prints keys that expired at ${expiration.toISOString()}`,
      'Sign in again where it takes them from.',
    );
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' && SessionToken !== '' ? { sessionToken: SessionToken } : {}),
    ...(expiration === undefined ? {} : { expiration }),
  };
};

const unstarted: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be run',
  ENOEXEC: 'is no program',
};

/** Runs it. Throws, in words, where it does not start, fails, or prints something else. */
export const processKeys = async (profile: string, line: string, watch: Watch): Promise<Keys> => {
  const words = shellWords(line);
  if (words === undefined || words.length === 0) {
    throw refusal(profile, 'has a quote that is not closed', 'Mend its line in ~/.aws/config.');
  }
  const ended = await within(run(profile, line, words, watch));
  if (ended === undefined) {
    throw refusal(
      profile,
      'has not ended yet',
      'If it waits for somebody, run it in a shell first.',
      'service',
    );
  }
  if (ended.type === 'unstarted') {
    throw refusal(
      profile,
      `cannot be started: ${bounded(words[0] ?? '')} ${unstarted[ended.code] ?? `gives ${ended.code}`}`,
      'Mend its line in ~/.aws/config.',
    );
  }
  if (ended.type === 'endless') throw refusal(profile, 'prints more than keys, without an end', mend);
  if (ended.code !== 0) {
    const first = firstLine(ended.stderr);
    const how = ended.code === null ? 'was killed' : `ended with ${ended.code}`;
    throw refusal(profile, first === '' ? `${how} and said nothing` : `${how}: ${first}`, mend);
  }
  return keysOf(profile, ended, Date.now());
};
