/** Puts our reading of an answer in the place of the SDK's; errors, signing and the way there stay the SDK's. */
import { getSmithyContext } from '@smithy/core/transport';
import type { Handler } from '../handler.ts';
import { bodyTakenOf, type Collect, textOfBytes } from '../records-page.ts';
import { type AnswerRule, isShape, readAnswer, type Spoilt } from './read-shape.ts';

/** By AWS's name of the operation. One that is not here is read by the SDK: an event stream, or pages that are read raw. */
export type AnswerRules = Readonly<Record<string, AnswerRule>>;

/** What was spoilt in the answer to a call, by the call's input. */
const spoiltByInput = new WeakMap<object, readonly Spoilt[]>();

/** What was left out of the answer to the call with this very input object. */
export const spoiltIn = (input: object): readonly Spoilt[] => spoiltByInput.get(input) ?? [];

const malformed = ({ path, why }: Spoilt): Error =>
  Object.assign(new Error(`${path} ${why}`), { name: 'MalformedAnswer' });

/** An operation of the SDK's models: its name, and the shape of its output. */
const operationIn = (context: object) => {
  const operation: unknown = getSmithyContext(context)['operationSchema'];
  if (!Array.isArray(operation)) return undefined;
  const [, , name, , , output]: readonly unknown[] = operation;
  return typeof name === 'string' && isShape(output) ? { name, output } : undefined;
};

/**
 * Two steps around the SDK's deserializer of a client: `takeBody` after it (nearer to the wire), `readBody` before it. Of operations
 * without a rule both leave everything as it is.
 */
export const answerReader = (collect: Collect<unknown>, rules: AnswerRules) => {
  const texts = new WeakMap<object, string>();
  const ruleIn = (context: object) => {
    const operation = operationIn(context);
    const rule = operation && rules[operation.name];
    return operation === undefined || rule === undefined ? undefined : { rule, output: operation.output };
  };
  return {
    takeBody:
      <Call extends { readonly input: object }, Result extends { readonly response: unknown }>(
        next: Handler<Call, Result>,
        context: object,
      ): Handler<Call, Result> =>
      async (call) => {
        const result = await next(call);
        if (ruleIn(context) === undefined) return result;
        const body = await bodyTakenOf(result.response, collect);
        if (body !== undefined) texts.set(call.input, textOfBytes(body));
        return result;
      },
    readBody:
      <Call extends { readonly input: object }, Result extends { output?: object }>(
        next: Handler<Call, Result>,
        context: object,
      ): Handler<Call, Result> =>
      async (call) => {
        const result = await next(call);
        const text = texts.get(call.input);
        const read = ruleIn(context);
        if (read === undefined || text === undefined) return result;
        const answer = readAnswer(read.output, text, read.rule);
        if (!answer.ok) throw malformed(answer.spoilt);
        spoiltByInput.set(call.input, answer.spoilt);
        return { ...result, output: { ...result.output, ...answer.value } };
      },
  };
};

/** Where the two steps stand. */
export const aroundDeserializer = {
  takeBody: { name: 'takeBody', relation: 'after', toMiddleware: 'deserializerMiddleware' },
  readBody: { name: 'readBody', relation: 'before', toMiddleware: 'deserializerMiddleware' },
} as const;
