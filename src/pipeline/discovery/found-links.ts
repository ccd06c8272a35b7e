/** What the services' own lists say of who feeds whom (issue 16): plain data, as the sources read it. */

/** A service whose lists were read, or were not. */
export type LinkService = 'lambda' | 'sqs';

/** What tells of a link: the words of the AWS console. */
export type LinkList = 'event source mapping' | 'destination' | 'dead-letter queue' | 'redrive policy';

export type FoundLink = {
  /** ARNs. */
  readonly from: string;
  readonly to: string;
  readonly list: LinkList;
};

/** What a function's or a container's environment names: the variable and its value, which is shown nowhere. */
export type Mention = {
  /** The ARN of whose environment it is. */
  readonly by: string;
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
