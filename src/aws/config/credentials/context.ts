import type { NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { Failure } from '../../../observation/health-of-sources.ts';
import type { Stalls } from '../../../stalls.ts';
import { worded } from '../../worded.ts';
import type { Environment } from '../environment.ts';
import type { createRequestHandler } from '../request-handler.ts';
import type { SharedFiles } from '../shared-files.ts';

/** Keys, and until when they hold. */
/** Where keys come from: what brings new ones differs. */
export type KeySource =
  | 'environment'
  | 'file'
  | 'sso'
  | 'login'
  | 'process'
  | 'role'
  | 'web-identity'
  | 'container'
  | 'instance';

export type Keys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
  /** Where they come from. */
  readonly source?: KeySource;
};

/** How the clients that fetch credentials are made: as those that read, with the endpoint of their own service. */
export type FetcherConfig = {
  readonly region: string;
  readonly logger: Readonly<Record<'trace' | 'debug' | 'info' | 'warn' | 'error', () => void>>;
  readonly requestHandler: NodeHttpHandlerOptions | ReturnType<typeof createRequestHandler>;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly ignoreConfiguredEndpointUrls: true;
  readonly endpoint?: string;
};

/** Tells of a program that does not end; gives what it gives. */
export type Watch = Stalls['watch'];

/** What is to be known where credentials are looked for. */
export type CredentialContext = {
  readonly env: Environment;
  readonly files: SharedFiles;
  readonly profileName: string;
  /** True where somebody asked for the profile by its name: then no variable's keys are before its own. */
  readonly isNamed: boolean;
  readonly region: string;
  readonly watch: Watch;
  readonly fetcher: (serviceId: string, region: string) => FetcherConfig;
};

/** A setting of credentials that cannot be followed. Nothing heals it but the user. */
export const badSetting = (message: string, hint: string): Error =>
  worded({ kind: 'access', code: 'CredentialsSettings', message, hint });

/** What failed on the way to credentials, with where it was: `the role ROLE of the profile "X" cannot be assumed: …`. */
export const onTheWay = (before: string, operation: string, failure: Failure): Error =>
  worded({ ...failure, message: `${before}: ${failure.message}`, operation });
