/** What is known of the mute rules of an origin, and of the contributors of its alarms, while they are followed. */
import type { MuteRule } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';

/** A rule's schedule as GetAlarmMuteRule tells it. */
export type KnownSchedule = Omit<MuteRule, 'isActive' | 'windows'> & {
  readonly startAt: number | undefined;
  readonly expireAt: number | undefined;
};

type Known = { readonly updatedAt: number; readonly schedule: KnownSchedule };

export type MuteState = {
  /** As they were last read, by ARN. */
  readonly known: Map<string, Known>;
  /** As they stood in the last listing. */
  rules: readonly MuteRule[];
  /** The rules that were said, to say only what is new. */
  said: string;
  lack: Failure | undefined;
  saidLack: string | undefined;
  /** An answer that was spoilt: unlike a lack it is a trouble, for alarms may be muted and nobody can know. */
  spoilt: Failure | undefined;
  askAt: number;
};

export const createMuteState = (): MuteState => ({
  known: new Map(),
  rules: [],
  said: '[]',
  lack: undefined,
  saidLack: undefined,
  spoilt: undefined,
  askAt: 0,
});

export type ContributorState = {
  /** When each alarm was last asked for, and what was said, by ARN. */
  readonly asked: Map<string, { readonly at: number; readonly said: string }>;
  lack: Failure | undefined;
  askAt: number;
};

export const createContributorState = (): ContributorState => ({
  asked: new Map(),
  lack: undefined,
  askAt: 0,
});
