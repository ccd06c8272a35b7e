/**
 * ~/.aws/config and ~/.aws/credentials (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE) as the AWS CLI reads them: keys in any case,
 * and what both files say of a profile is taken from the credentials file (botocore, session.py, `full_config`).
 */

/** A section's settings; those of a nested block are named `cloudwatch.endpoint_url`. */
export type Section = Readonly<Record<string, string | undefined>>;

type Sections = Readonly<Record<string, Section>>;

export type SharedFiles = {
  readonly profiles: Sections;
  /** `[services NAME]`: endpoints by service. Of the config file only. */
  readonly services: Sections;
  /** `[sso-session NAME]`. Of the config file only. */
  readonly ssoSessions: Sections;
};

type Read = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

const otherKinds = /^(services|sso-session)\./;

const lowerKeys = (section: Section): Section =>
  Object.fromEntries(Object.entries(section).map(([key, value]) => [key.toLowerCase(), value]));

const ofKind = (file: Read, kind: string): Sections =>
  Object.fromEntries(
    Object.entries(file).flatMap(([name, section]) =>
      name.startsWith(`${kind}.`) ? [[name.slice(kind.length + 1), lowerKeys(section)]] : [],
    ),
  );

/** What the SDK's loader gives of the two files. It names sections of other kinds `sso-session.NAME`, `services.NAME`. */
export const sharedFilesOf = (configFile: Read, credentialsFile: Read): SharedFiles => {
  const isProfile = (name: string): boolean => !otherKinds.test(name);
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)].filter(isProfile));
  return {
    profiles: Object.fromEntries(
      [...names].map((name) => [
        name,
        { ...lowerKeys(configFile[name] ?? {}), ...lowerKeys(credentialsFile[name] ?? {}) },
      ]),
    ),
    services: ofKind(configFile, 'services'),
    ssoSessions: ofKind(configFile, 'sso-session'),
  };
};

/** Reads them as they are now: the SDK would keep what it has read for the life of the process. Files that are not there are empty. */
export const readSharedFiles = async (): Promise<SharedFiles> => {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  return sharedFilesOf(configFile, credentialsFile);
};
