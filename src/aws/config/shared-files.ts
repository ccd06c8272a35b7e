/**
 * ~/.aws/config and ~/.aws/credentials (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE) as the AWS CLI reads them: what both say of a
 * profile is taken from the credentials file (botocore, session.py, `full_config`).
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
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
export const sharedFilesOf = (config: string, credentials: string): SharedFiles => {
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
  };
};

/** The home folder as the AWS CLI's `~`. */
const atHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

const textOf = (variable: string, usual: string): Promise<string> =>
  readOnce(atHome(process.env[variable] || usual), 'utf8').catch(() => '');

/** Reads them as they are now. Files that are not there are empty. */
export const readSharedFiles = async (): Promise<SharedFiles> => {
  const [config, credentials] = await Promise.all([
    textOf('AWS_CONFIG_FILE', '~/.aws/config'),
    textOf('AWS_SHARED_CREDENTIALS_FILE', '~/.aws/credentials'),
  ]);
  return sharedFilesOf(config, credentials);
};
