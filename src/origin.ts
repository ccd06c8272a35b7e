/** Where things are read. All that is read of AWS carries its origin; all calls are made by origin. */

/**
 * A Region, read with the credentials of a profile. What has one origin is asked for together and fails together; two
 * origins never share a call.
 */
export type Origin = {
  readonly region: string;
  /** A profile of ~/.aws; absent: the one that the tool runs with. */
  readonly profile?: string | undefined;
};

/** Its name for users, and its key: `eu-west-1`, `eu-west-1 (billing)`. */
export const originName = ({ region, profile }: Origin): string =>
  profile === undefined ? region : `${region} (${profile})`;

/** The origin alone of something that has one. */
export const originOf = ({ region, profile }: Origin): Origin =>
  profile === undefined ? { region } : { region, profile };

/** The origins of these, each once, in the order in which they come. */
export const originsOf = (things: Iterable<Origin>): readonly Origin[] => [
  ...new Map([...things].map((thing) => [originName(thing), originOf(thing)])).values(),
];

export const isSameOrigin = (a: Origin, b: Origin): boolean =>
  a.region === b.region && a.profile === b.profile;

/** These by their origins, in the order in which they come. */
export const byOrigin = <Thing extends Origin>(
  things: Iterable<Thing>,
): readonly { readonly origin: Origin; readonly things: readonly Thing[] }[] => {
  const groups = new Map<string, { readonly origin: Origin; readonly things: Thing[] }>();
  for (const thing of things) {
    const key = originName(thing);
    const group = groups.get(key) ?? { origin: originOf(thing), things: [] };
    group.things.push(thing);
    groups.set(key, group);
  }
  return [...groups.values()];
};

/** `se` of southeast, `w` of west, `de` of de. */
const shortPart = (part: string): string =>
  /^(?:north|south)(?:east|west)$/.test(part)
    ? `${part.charAt(0)}${part.charAt(5)}`
    : part.length < 3
      ? part
      : part.charAt(0);

/** As AWS shortens Regions in the ids of its zones: `euw1`, `apse2`; the profile beside it. For columns, where each name is short. */
export const originCode = ({ region, profile }: Origin): string => {
  const [area = '', ...parts] = region.split('-');
  const code = `${area}${parts.map(shortPart).join('')}`;
  return profile === undefined ? code : `${code} ${profile}`;
};

/** What an alarm and its transitions have in common: transitions are not told with an ARN. */
export const alarmKey = (alarm: Origin & { readonly name: string }): string =>
  `${originName(alarm)} ${alarm.name}`;

/** Where a Region's ARNs begin: AWS China and GovCloud have ARNs of their own, and a wildcard is not allowed there. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
