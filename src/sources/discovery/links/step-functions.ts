/** What a state machine calls: its definition in Amazon States Language, JSONPath's and JSONata's. */
import * as z from 'zod';
import type { LinkEnd } from '../../../pipeline/discovery/found-links.ts';
import { endOf } from './ends.ts';
import { type LinkReader, readEach } from './reader.ts';

const state = z.looseObject({
  Resource: z.string().optional(),
  Parameters: z.unknown().optional(),
  Arguments: z.unknown().optional(),
});

/** Calls that only look: where they go nothing is handed on. */
const onlyReads = /:(?:get|query|scan|batchGet|describe|list|head|receive)[A-Za-z]*(?:\.|$)/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const deepest = 100;

/** Every value of every key, however deep. */
const endsIn = (value: unknown, region: string, depth = 0): readonly LinkEnd[] => {
  if (depth > deepest) return [];
  if (Array.isArray(value)) return value.flatMap((item) => endsIn(item, region, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    // An activity, or an argument of a task, may stand there as a text of JSON or a path: neither names anything.
    const end = endOf(
      key === 'StateMachineArn' || key === 'stateMachineArn' ? 'StateMachineArn' : key,
      inner,
      region,
    );
    return end === undefined ? endsIn(inner, region, depth + 1) : [end];
  });
};

const endsOfStates = (definition: unknown, region: string, depth = 0): readonly LinkEnd[] => {
  if (!isObject(definition) || depth > deepest) return [];
  const states = isObject(definition['States']) ? Object.values(definition['States']) : [];
  return states.flatMap((one) => {
    const read = state.safeParse(one);
    if (!read.success) return [];
    const { Resource = '', Parameters, Arguments, ...rest } = read.data;
    const branches = Array.isArray(rest['Branches']) ? rest['Branches'] : [];
    const inner = [...branches, rest['ItemProcessor'], rest['Iterator']].flatMap((sub) =>
      endsOfStates(sub, region, depth + 1),
    );
    const own = onlyReads.test(Resource)
      ? []
      : /^arn:[^:]+:lambda:/.test(Resource)
        ? [Resource]
        : [...endsIn(Parameters, region), ...endsIn(Arguments, region)];
    return [...own, ...inner];
  });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const stepFunctionsLinks: LinkReader = {
  service: 'states',
  read: (calls, scope) =>
    readEach(
      scope,
      'state machines',
      scope.proposed.flatMap(({ dimensions }) => dimensions['StateMachineArn'] ?? []),
      (stateMachineArn) => calls.describeStateMachine({ stateMachineArn }, scope.signal),
      ({ definition = '' }, from) => ({
        links: endsOfStates(parse(definition), scope.region).map((to) => ({
          from,
          to,
          list: 'state machine',
        })),
      }),
    ),
};
