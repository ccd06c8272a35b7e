/** Streams of one log group, as each call names them. */

/** Up to 100 by their names, or all whose names begin so. */
export type StreamChoice = { readonly names: readonly string[] } | { readonly prefix: string };

/** Of FilterLogEvents. */
export const polledStreams = (
  streams: StreamChoice | undefined,
): { logStreamNames?: string[]; logStreamNamePrefix?: string } => {
  if (streams === undefined) return {};
  return 'names' in streams
    ? { logStreamNames: [...streams.names] }
    : { logStreamNamePrefix: streams.prefix };
};

/** Of StartLiveTail, which takes them of a single group only. */
export const liveStreams = (
  streams: StreamChoice | undefined,
): { logStreamNames?: string[]; logStreamNamePrefixes?: string[] } => {
  if (streams === undefined) return {};
  return 'names' in streams
    ? { logStreamNames: [...streams.names] }
    : { logStreamNamePrefixes: [streams.prefix] };
};
