import { serializationError } from '../shape.ts';
import { type Protocol, queryErrorHeader } from './protocol.ts';

/**
 * awsJson 1.0 and 1.1. `errorNamespace` goes before an error's name in `__type`, as the service does it; `queryCompatible`
 * adds the header with the query protocol's name of the error.
 */
export const jsonProtocol = (options: {
  readonly version: '1.0' | '1.1';
  readonly errorNamespace: string;
  readonly queryCompatible: boolean;
}): Protocol => {
  const contentType = { 'content-type': `application/x-amz-json-${options.version}` };
  return {
    decode: (body) => {
      const text = Buffer.from(body).toString('utf8');
      try {
        return { data: text === '' ? {} : JSON.parse(text) };
      } catch {
        return { error: serializationError('Unexpected token in the request body: it is not valid JSON.') };
      }
    },
    encodeOutput: (_operation, output) => ({
      headers: contentType,
      body: Buffer.from(JSON.stringify(output)),
    }),
    encodeError: (error) => ({
      headers: {
        ...contentType,
        'x-amzn-errortype': error.code,
        ...(options.queryCompatible ? queryErrorHeader(error) : {}),
      },
      body: Buffer.from(
        JSON.stringify({
          __type: `${options.errorNamespace}${error.code}`,
          message: error.message,
          ...error.details,
        }),
      ),
    }),
  };
};
