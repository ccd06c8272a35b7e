import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { Account } from '../account.ts';
import type { FaultDraw, FaultOptions } from '../faults.ts';
import type { QueryDesk } from './logs/query-desk.ts';
import type { Context, StreamAnswer } from './operation.ts';
import { eventStreamHeaders } from './protocol/event-stream.ts';
import type { EncodedBody } from './protocol/protocol.ts';
import { protocolOf, type Route, routeOf } from './route.ts';
import type { Answer, ServiceError } from './service-error.ts';
import { readScope } from './signature.ts';
import { emptyAnswer, looped, proxyPage, spoilt, withoutLoop } from './spoil.ts';

/** A request off the wire, its body already unpacked. */
export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly requestId: string;
};

export type WireResponse = EncodedBody & {
  readonly status: number;
  readonly call?: Call;
  /** What follows the headers in place of the body, for as long as the client listens. */
  readonly stream?: StreamAnswer['stream'];
};

/** One call as the server saw it: for a log of them, and for tests that count. */
export type Call = {
  readonly service: string;
  readonly operation: string;
  /** Absent where the request did not come so far as to name one. */
  readonly region?: string;
  /** Name of the error in the answer. */
  readonly error?: string;
};

/** Everything that answers depend on beside the request. */
export type Backend = {
  readonly accountOf: (region: string) => Account;
  readonly homeRegion: string;
  readonly faults: FaultOptions;
  readonly queries: QueryDesk;
  /** Told of an exception that came of a request. */
  readonly onBug?: (error: unknown) => void;
  /** Which of a service's throttling errors comes next. */
  readonly nextThrottle: (count: number) => number;
};

/** Answers a request in the protocol that it came in. What throws (a bug; nesting without end) is the service's own error. */
export const answerRequest = (request: WireRequest, backend: Backend, fate: Fate): WireResponse => {
  const route = routeOf(request.path, request.headers, request.body);
  if (route === undefined) return unroutable();
  try {
    return struckAnswer(answerOf(request, route, outcomeOf(request, route, backend, fate)), fate);
  } catch (error) {
    backend.onBug?.(error);
    return answerOf(request, route, { answer: { error: route.service.internal } });
  }
};

/** What comes in the place of a service's answer. Errors stay: they are what the client did wrong. */
const struckAnswer = (answer: WireResponse, { strike, detail }: Fate): WireResponse => {
  if (answer.call === undefined || answer.call.error !== undefined) return answer;
  if (strike === 'empty') return { call: answer.call, ...emptyAnswer(answer.headers, detail) };
  return strike === 'html' ? { call: answer.call, ...proxyPage(detail) } : answer;
};

/** Refuses a request whose body nobody has read, in the protocol that its headers speak. */
export const refuseRequest = (
  error: ServiceError,
  { path, headers, requestId }: Pick<WireRequest, 'path' | 'headers' | 'requestId'>,
): WireResponse => ({
  ...protocolOf(path, headers).encodeError(error, requestId),
  status: error.status,
});

const answerOf = (request: WireRequest, route: Route, { answer, region }: Outcome): WireResponse => {
  const call: Call = {
    service: route.service.name,
    operation: route.operation,
    ...(region === undefined ? {} : { region }),
    ...('error' in answer ? { error: answer.error.code } : {}),
  };
  if ('stream' in answer) {
    return {
      status: 200,
      headers: eventStreamHeaders,
      body: Buffer.alloc(0),
      call,
      stream: answer.stream,
    };
  }
  return 'error' in answer
    ? { ...route.protocol.encodeError(answer.error, request.requestId), status: answer.error.status, call }
    : {
        ...route.protocol.encodeOutput(route.operation, answer.output, request.requestId),
        status: 200,
        call,
      };
};

type Fate = Pick<FaultDraw, 'strike' | 'detail'>;

type Outcome = { readonly answer: Answer | StreamAnswer; readonly region?: string };

const outcomeOf = (
  request: WireRequest,
  route: Route,
  backend: Backend,
  { strike, detail }: Fate,
): Outcome => {
  const { service } = route;
  const operation = Object.hasOwn(service.operations, route.operation)
    ? service.operations[route.operation]
    : undefined;
  if (operation === undefined) return { answer: { error: unknownOperation(route) } };
  const scope = readScope(request.headers, route);
  if ('error' in scope) return { answer: scope };
  const { region } = scope;
  if (strike === 'error') return { answer: { error: service.internal }, region };
  if (strike === 'throttle') {
    const error = service.throttling[backend.nextThrottle(service.throttling.length)];
    return { answer: { error: error ?? service.internal }, region };
  }
  const decoded =
    route.input === undefined ? route.protocol.decode(request.body, operation.input) : { data: route.input };
  if ('error' in decoded) return { answer: decoded, region };
  const account = backend.accountOf(region);
  const context: Context = {
    account,
    homeRegion: backend.homeRegion,
    now: account.advance(),
    faults: backend.faults,
    queries: backend.queries,
  };
  const { data, isLoop } = withoutLoop(decoded.data);
  const answer = operation.answer(data, context, service.invalid);
  if (!('output' in answer)) return { answer, region };
  const output = strike === 'null' ? spoilt(answer.output, detail) : answer.output;
  const members = operation.input instanceof z.ZodObject ? Object.keys(operation.input.shape) : [];
  return {
    answer: { output: isLoop || strike === 'loop' ? looped(output, data, members) : output },
    region,
  };
};

const unknownOperation = ({ operation, service, protocolName }: Route): ServiceError =>
  protocolName === 'query'
    ? {
        code: 'InvalidAction',
        message: `Could not find operation ${operation} for version 2010-08-01`,
        status: 400,
      }
    : {
        code: 'UnknownOperationException',
        queryCode: 'InvalidAction',
        message: `The sandbox does not know ${service.name}'s operation ${operation}`,
        status: 400,
      };

/** A request that names no service at all: what a browser or a wrong client sends. */
const unroutable = (): WireResponse => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'UnknownOperationException' },
  body: Buffer.from(JSON.stringify({ __type: 'com.amazon.coral.service#UnknownOperationException' })),
});
