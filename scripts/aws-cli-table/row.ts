/** A row of the table: settings, as a user has them. `{http}`, `{https}`, `{proxy}`, `{ca}`, `{home}` stand for what is on loopback. */
export type Row = {
  readonly name: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** ~/.aws/config. */
  readonly config?: string;
  /** ~/.aws/credentials; absent: keys of the profile `default`. */
  readonly credentials?: string;
  /** Other files, by their paths in the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** `--profile`, `--region`, `--endpoint-url`. */
  readonly flags?: readonly string[];
  /** How the proxy takes a connection: 200 where absent. */
  readonly proxyStatus?: number;
  /** The service breaks down each time, and the tries are counted. */
  readonly isUnwell?: boolean;
  /** What the tool must say on stderr. */
  readonly says?: string;
  /** Why it is right that the two differ. */
  readonly intended?: string;
};
