/** An account that a stranger has named and written in: each text of each answer, as AWS's own models list them. */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Json, Rewriting } from '../helpers/rewritten-account.ts';
import { outputOf } from '../helpers/shapes.ts';
import { payloadOf, withoutPayload } from './payloads.ts';

/** What the tool goes by, and could do nothing with: numbers as text, tokens, kinds. They are hostile in a round of their own. */
const structural =
  /^(StateValue|StatusCode|Id|NextToken|nextToken|ShardIterator|NextShardIterator|queryId|status|SequenceNumber|StartingSequenceNumber|EndingSequenceNumber|StreamStatus|StreamViewType|eventName|HistoryItemType|N|B|Unit|ComparisonOperator|Statistic|TreatMissingData|ApproximateCreationDateTime|ptr|@ptr|@timestamp)$/;

/** Text that is JSON itself. */
const nested = /^(HistoryData|StateReasonData|DashboardBody)$/;
/** What the tool reads in it. */
const keptWithin =
  /^(version|type|stateValue|view|stat|period|region|threshold|startDate|queryDate|statistic|x|y|width|height|stacked|timezone|start|end|sortBy|color|yAxis|alarms|metrics|annotations|value|unit|expression|id|query)$/;

/** Pages that would never end. */
const paging = /token|^Next|^LastEvaluated|marker/i;

/** With the texts that AWS's model has and this answer has not. */
const filled = (value: Json, shape: NormalizedSchema | undefined): Json => {
  if (shape === undefined || value === null) return value;
  if (value instanceof Array)
    return shape.isListSchema() ? value.map((item: Json) => filled(item, shape.getValueSchema())) : value;
  if (typeof value !== 'object' || !shape.isStructSchema()) return value;
  const made: Record<string, Json> = { ...value };
  for (const [name, member] of shape.structIterator()) {
    const own = made[name];
    if (own !== undefined && own !== null) made[name] = filled(own, member);
    else if (member.isStringSchema() && !paging.test(name) && !structural.test(name) && !nested.test(name))
      made[name] = 'x';
  }
  return made;
};

type Fields = { readonly keep: RegExp; readonly only?: RegExp };

const hostile = (value: Json, field: string, round: number, fields: Fields): Json => {
  if (typeof value === 'string') {
    if (fields.only !== undefined)
      return fields.only.test(field) ? `${value}${payloadOf(field, round)}` : value;
    if (nested.test(field)) return hostileWithin(value, round);
    return fields.keep.test(field) ? value : `${value}${payloadOf(field, round)}`;
  }
  if (Array.isArray(value)) return value.map((item: Json) => hostile(item, field, round, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      // A column of Insights is a name and a value.
      const own =
        'field' in value && name === 'value' && typeof value['field'] === 'string' ? value['field'] : name;
      return [name, hostile(inner, own, round, fields)];
    }),
  );
};

const hostileWithin = (text: string, round: number): string => {
  try {
    const json: Json = JSON.parse(text);
    return JSON.stringify(hostile(json, 'body', round, { keep: keptWithin }));
  } catch {
    return text;
  }
};

const asIt = (value: Json): Json => {
  if (typeof value === 'string') return withoutPayload(value);
  if (Array.isArray(value)) return value.map(asIt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asIt(inner)]));
};

/** A few are as bad as many. */
const mostItems: Readonly<Record<string, number>> = { events: 6, Records: 12, AlarmHistoryItems: 20 };

const shortened = (answer: Json): Json => {
  if (typeof answer !== 'object' || answer === null || answer instanceof Array) return answer;
  const lists = Object.entries(answer).map(([name, value]) => [
    name,
    value instanceof Array ? value.slice(0, mostItems[name]) : value,
  ]);
  const { nextToken, ...rest } = Object.fromEntries(lists);
  return 'events' in answer || nextToken === undefined ? rest : { ...rest, nextToken };
};

/** What is found by names that the pipeline file has. */
export const named = ['TableName', 'logGroupName'];

/** What is asked by a hostile name is answered as by the name itself. */
export const strangersNames = (round: number, kept: readonly string[] = named): Rewriting => ({
  input: (_, input) => asIt(input),
  answer: (operation, answer) =>
    hostile(filled(shortened(answer), outputOf(operation)), '', round, {
      keep: new RegExp([structural.source, ...kept.map((name) => `^${name}$`)].join('|')),
    }),
});

export const strangersKinds = (round: number): Rewriting => ({
  input: (_, input) => asIt(input),
  answer: (_, answer) => hostile(shortened(answer), '', round, { keep: structural, only: structural }),
});

export const strangersErrors = (round: number): Rewriting => ({
  error: (operation) => ({
    name: `Evil${payloadOf(operation, round)}Exception`,
    message: `no ${payloadOf(`${operation} message`, round)}`,
  }),
});
