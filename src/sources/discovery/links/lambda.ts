/**
 * What Lambda tells: which queue or stream feeds a function, where it hands on what failed or succeeded, what its environment names.
 * Shapes: Lambda API Reference, EventSourceMappingConfiguration, FunctionConfiguration, FunctionEventInvokeConfig.
 */
import type {
  DestinationConfig,
  EventSourceMappingConfiguration,
  FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import type { FoundLink, Mention } from '../../../pipeline/discovery/found-links.ts';
import {
  allRead,
  type LinkCalls,
  type LinkReader,
  type LinkScope,
  type ReadLinks,
  readEach,
  readList,
} from './reader.ts';

/** Functions of a page of ListFunctions: AWS gives no more (API Reference, ListFunctions, MaxItems). */
const functionsOfPage = 50;
const mappingsOfPage = 100;

const linked = (
  from: string | undefined,
  to: string | undefined,
  list: FoundLink['list'],
): readonly FoundLink[] => (from === undefined || to === undefined || to === '' ? [] : [{ from, to, list }]);

const destinationsOf = (
  functionArn: string | undefined,
  { OnFailure, OnSuccess }: DestinationConfig = {},
): readonly FoundLink[] => [
  ...linked(functionArn, OnFailure?.Destination, 'destination'),
  ...linked(functionArn, OnSuccess?.Destination, 'destination'),
];

const ofMapping = ({ EventSourceArn, FunctionArn, DestinationConfig }: EventSourceMappingConfiguration) => ({
  links: [
    ...linked(EventSourceArn, FunctionArn, 'event source mapping'),
    ...destinationsOf(FunctionArn, DestinationConfig),
  ],
});

type LambdaFunction = Pick<FunctionConfiguration, 'FunctionArn' | 'Environment' | 'DeadLetterConfig'>;

const ofFunction = ({ FunctionArn, Environment, DeadLetterConfig }: LambdaFunction) => ({
  links: linked(FunctionArn, DeadLetterConfig?.TargetArn, 'dead-letter queue'),
  mentions:
    FunctionArn === undefined
      ? []
      : Object.entries(Environment?.Variables ?? {}).map(
          ([variable, value]): Mention => ({ by: FunctionArn, variable, value }),
        ),
});

/** By pages of all, or one by one, whatever takes fewer calls. */
const readFunctions = (calls: LinkCalls, scope: LinkScope, names: readonly string[]): Promise<ReadLinks> =>
  Math.ceil(scope.functions / functionsOfPage) <= names.length
    ? readList(
        scope,
        'functions',
        (token) =>
          calls.listFunctions(
            { MaxItems: functionsOfPage, ...(token === undefined ? {} : { Marker: token }) },
            scope.signal,
          ),
        ({ Functions = [], NextMarker }) => ({ items: Functions, next: NextMarker }),
        ofFunction,
      )
    : readEach(
        scope,
        'functions',
        names,
        (FunctionName) => calls.getFunctionConfiguration({ FunctionName }, scope.signal),
        ofFunction,
      );

const readDestinations = (calls: LinkCalls, scope: LinkScope, names: readonly string[]): Promise<ReadLinks> =>
  readEach(
    scope,
    'destinations',
    names,
    (FunctionName) => calls.listFunctionEventInvokeConfigs({ FunctionName }, scope.signal),
    ({ FunctionEventInvokeConfigs = [] }) => ({
      links: FunctionEventInvokeConfigs.flatMap(({ FunctionArn, DestinationConfig }) =>
        destinationsOf(FunctionArn, DestinationConfig),
      ),
    }),
  );

const readMappings = (calls: LinkCalls, scope: LinkScope): Promise<ReadLinks> =>
  readList(
    scope,
    'event source mappings',
    (token) =>
      calls.listEventSourceMappings(
        { MaxItems: mappingsOfPage, ...(token === undefined ? {} : { Marker: token }) },
        scope.signal,
      ),
    ({ EventSourceMappings = [], NextMarker }) => ({ items: EventSourceMappings, next: NextMarker }),
    ofMapping,
  );

export const lambdaLinks: LinkReader = {
  service: 'lambda',
  read: async (calls, scope) => {
    const names = scope.proposed.flatMap(({ dimensions }) => dimensions['FunctionName'] ?? []);
    return allRead(
      await Promise.all([
        readMappings(calls, scope),
        readFunctions(calls, scope, names),
        readDestinations(calls, scope, names),
      ]),
    );
  },
};
