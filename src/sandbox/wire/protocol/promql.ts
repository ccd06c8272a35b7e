import type { ServiceError } from '../service-error.ts';
import type { Protocol } from './protocol.ts';

/** An error in the envelope of Prometheus. */
export const promQlError = (
  errorType: 'bad_data' | 'execution',
  message: string,
  status: number,
): ServiceError => ({ code: errorType, message, status, details: { errorType } });

const headers = { 'content-type': 'application/json' };

/** Prometheus' HTTP API as CloudWatch speaks it: a form in, JSON out. What is wrong with a signature or the service is told as AWS does. */
export const promQlProtocol: Protocol = {
  decode: (body) => ({ data: Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8'))) }),
  encodeOutput: (_operation, output) => ({ headers, body: Buffer.from(JSON.stringify(output)) }),
  encodeError: ({ code, message, details }) => ({
    headers: details?.['errorType'] === undefined ? { ...headers, 'x-amzn-errortype': code } : headers,
    body: Buffer.from(
      JSON.stringify(
        details?.['errorType'] === undefined
          ? { __type: code, message }
          : { status: 'error', errorType: details['errorType'], error: message },
      ),
    ),
  }),
};
