/**
 * ~/.aws/config and ~/.aws/credentials (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE) as the AWS CLI reads them: what both say of a
 * profile is taken from the credentials file (botocore, session.py, `full_config`).
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { worded } from '../worded.ts';
import { parseIni, type Section } from './ini.ts';
import { readOnce } from './read-once.ts';
import { shellWords } from './shell-words.ts';

type Sections = Readonly<Record<string, Section>>;

export type SharedFiles = {
  readonly profiles: Sections;
  /** `[services NAME]`: endpoints by service. Of the config file only. */
  readonly services: Sections;
  /** `[sso-session NAME]`. Of the config file only. */
  readonly ssoSessions: Sections;
  /** What is there and cannot be read, in words, where the AWS CLI passes it over: `~/.aws/config is a folder`. */
  readonly unread: readonly string[];
};

/** The sections `[KIND NAME]` of the config file, by their names. */
const ofKind = (config: ReadonlyMap<string, Section>, kind: string): Sections =>
  Object.fromEntries(
    [...config].flatMap(([header, section]) => {
      const [first, name, ...others] = shellWords(header) ?? [];
      return first === kind && name !== undefined && others.length === 0 ? [[name, section]] : [];
    }),
  );

/** What the texts of the two files say. */
export const sharedFilesOf = (
  config: string,
  credentials: string,
  unread: readonly string[] = [],
): SharedFiles => {
  const configured = parseIni(config);
  const usual = configured.get('default');
  const profiles: Sections = {
    ...(usual === undefined ? {} : { default: usual }),
    ...ofKind(configured, 'profile'),
  };
  const keys = Object.fromEntries(parseIni(credentials));
  return {
    profiles: Object.fromEntries(
      [...new Set([...Object.keys(profiles), ...Object.keys(keys)])].map((name) => [
        name,
        {
          ...(Object.hasOwn(profiles, name) ? profiles[name] : {}),
          ...(Object.hasOwn(keys, name) ? keys[name] : {}),
        },
      ]),
    ),
    services: ofKind(configured, 'services'),
    ssoSessions: ofKind(configured, 'sso-session'),
    unread,
  };
};

/** The home folder as the AWS CLI's `~`. */
const atHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

const variables = [
  ['AWS_CONFIG_FILE', '~/.aws/config'],
  ['AWS_SHARED_CREDENTIALS_FILE', '~/.aws/credentials'],
] as const;

/** Where the two files are. */
export const sharedFilePaths = (): readonly string[] =>
  variables.map(([variable, usual]) => atHome(process.env[variable] || usual));

type FileText = { readonly text: string; readonly unread: readonly string[] };

/**
 * As botocore: what is not there, is a folder (as Docker makes one for a mount of nothing) or may not be read counts as empty, and what
 * is no text of UTF-8 is a mistake. Throws then, in words.
 */
const textOf = async ([variable, usual]: (typeof variables)[number]): Promise<FileText> => {
  const path = process.env[variable] || usual;
  const read = await readOnce(atHome(path));
  if (read.ok) return { text: read.value, unread: [] };
  const { code, why } = read;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { text: '', unread: [] };
  if (code !== 'Utf16' && code !== 'TooLarge') return { text: '', unread: [`${path} ${why}`] };
  throw worded({
    kind: 'access',
    code: 'UnreadableSettings',
    message: `${path} ${why}`,
    hint: code === 'Utf16' ? 'Save it as UTF-8.' : `Set ${variable} to the right file.`,
  });
};

/** Reads them as they are now. Files that are not there are empty. Throws, in words, for what is no text. */
export const readSharedFiles = async (): Promise<SharedFiles> => {
  const [config, credentials] = await Promise.all([textOf(variables[0]), textOf(variables[1])]);
  return sharedFilesOf(config.text, credentials.text, [...config.unread, ...credentials.unread]);
};
