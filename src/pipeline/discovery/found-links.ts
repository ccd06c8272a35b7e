/** What the services' own lists say of who feeds whom (issue 16): plain data, as the sources read it. */
import type { StageKind } from '../catalogue/kinds.ts';

/** A service whose lists were read, or were not. */
export type LinkService =
  | 'lambda'
  | 'events'
  | 'pipes'
  | 'sns'
  | 'sqs'
  | 'states'
  | 'apigateway'
  | 'apigatewayv2'
  | 'elasticloadbalancing'
  | 'ecs';

/** What tells of a link: the words of the AWS console. */
export type LinkList =
  | 'event source mapping'
  | 'destination'
  | 'dead-letter queue'
  | 'redrive policy'
  | 'target of a rule'
  | 'rule of a bus'
  | 'pipe'
  | 'subscription'
  | 'state machine'
  | 'integration'
  | 'target group';

/** A kind, a Region (empty where the service has none), and dimensions that tell which. */
export type Place = {
  readonly kinds: readonly StageKind[];
  readonly region: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** An ARN, or what a service names otherwise. */
export type LinkEnd = string | Place;

export type FoundLink = {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  readonly list: LinkList;
};

/** What a function's or a container's environment names: the variable and its value, which is shown nowhere. */
export type Mention = {
  /** Whose environment it is. */
  readonly by: LinkEnd;
  readonly variable: string;
  readonly value: string;
};

/** A service whose lists were read to the end: what they do not tell of is not there. */
export type ReadService = { readonly service: LinkService; readonly region: string };

export type FoundLinks = {
  readonly links: readonly FoundLink[];
  readonly mentions: readonly Mention[];
  readonly read: readonly ReadService[];
};

export const noLinks: FoundLinks = { links: [], mentions: [], read: [] };
