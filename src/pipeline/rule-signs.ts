/**
 * What kind of trouble a broken rule is a sign of, whatever the kind calls its series: what explains what goes by it (src/story),
 * and it is the `rule` of the contract's `story` line.
 */
export const ruleSigns = [
  'errors',
  'throttles',
  'latency',
  /** Age of the oldest message or record that waits. */
  'age',
  /** How far behind a reader is. */
  'lag',
  'depth',
  'deadLetters',
  /** Given up on, gone for good. */
  'lost',
  /** Hosts, tasks, pods that are not there. */
  'capacity',
  /** CPU, memory. */
  'load',
  'traffic',
  /** A rule of the user's own on a series that says none of these. */
  'other',
] as const;
export type RuleSign = (typeof ruleSigns)[number];
