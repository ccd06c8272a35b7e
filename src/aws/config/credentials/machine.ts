/** Keys of the machine that the tool runs on: of its container (ECS, EKS), of its instance (EC2). Never through a proxy. */
import { worded } from '../../worded.ts';
import { type Environment, isTrue, setIn } from '../environment.ts';
import type { Keys } from './context.ts';

const containerVariables = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];

export const isInContainer = (env: Environment): boolean =>
  containerVariables.some((name) => setIn(env, name) !== undefined);

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

export const containerKeys = async (env: Environment): Promise<Keys> => {
  const { fromHttp } = await import('@aws-sdk/credential-provider-http');
  const option = (key: string, name: string) => {
    const value = setIn(env, name);
    return value === undefined ? {} : { [key]: value };
  };
  try {
    return await fromHttp({
      ...option('awsContainerCredentialsRelativeUri', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'),
      ...option('awsContainerCredentialsFullUri', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'),
      ...option('awsContainerAuthorizationToken', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'),
      ...option('awsContainerAuthorizationTokenFile', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'),
      timeout: 1_000,
      maxRetries: 1,
    })();
  } catch (error) {
    throw worded({
      kind: 'access',
      code: 'ContainerCredentials',
      message: `the container gives no credentials: ${oneLine(error)}`,
      hint: 'Check its role, and AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.',
    });
  }
};

/** Undefined where there is no instance that gives any. */
export const instanceKeys = async (env: Environment): Promise<Keys | undefined> => {
  if (isTrue(setIn(env, 'AWS_EC2_METADATA_DISABLED'))) return undefined;
  const { fromInstanceMetadata } = await import('@smithy/credential-provider-imds');
  const seconds = Number(setIn(env, 'AWS_METADATA_SERVICE_TIMEOUT') ?? 1);
  const attempts = Number(setIn(env, 'AWS_METADATA_SERVICE_NUM_ATTEMPTS') ?? 1);
  const provider = fromInstanceMetadata({
    timeout: seconds > 0 ? seconds * 1_000 : 1_000,
    maxRetries: attempts >= 1 ? attempts - 1 : 0,
  });
  return provider().catch(() => undefined);
};
