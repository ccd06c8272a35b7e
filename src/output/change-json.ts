/** A change as the contract has it in NDJSON: as an object, which filters look at, and as a line, which is printed. */

import {
  attributeJson,
  attributeText,
  itemJson,
  itemText,
  type Json,
} from '../observation/attribute-json.ts';
import type { AttributeChange, ItemChange } from '../observation/streams.ts';

/** The `change` object. What a record does not have is absent. */
export const changeJson = (change: ItemChange): { [key: string]: Json } => ({
  type: 'change',
  table: change.table,
  streamArn: change.streamArn,
  shardId: change.shardId,
  sequenceNumber: change.sequenceNumber,
  eventId: change.eventId,
  eventName: change.eventName,
  ...(change.timeless ? undefined : { at: new Date(change.at).toISOString() }),
  keys: itemJson(change.keys),
  ...(change.old === undefined ? undefined : { old: itemJson(change.old) }),
  ...(change.new === undefined ? undefined : { new: itemJson(change.new) }),
  changed: change.changed.map((attribute) => ({
    path: attribute.path,
    ...(attribute.old === undefined ? undefined : { old: attributeJson(attribute.old) }),
    ...(attribute.new === undefined ? undefined : { new: attributeJson(attribute.new) }),
  })),
  ttl: change.ttl,
  region: change.region,
});

/**
 * The same object as one line of JSON, without a line feed. Written by hand, as it decides how fast a stream can be
 * tailed: several times faster than to build the object and stringify that.
 */
export const changeLine = (change: ItemChange): string => {
  let text = `${headText(change)}${quoted(change.sequenceNumber)},"eventId":${quoted(change.eventId)},"eventName":"${change.eventName}"${change.timeless ? '' : `,"at":${timeText(change.at)}`},"keys":${itemText(change.keys)}`;
  if (change.old !== undefined) text += `,"old":${itemText(change.old)}`;
  if (change.new !== undefined) text += `,"new":${itemText(change.new)}`;
  return `${text},"changed":${changedText(change.changed)},"ttl":${change.ttl},"region":${quoted(change.region)}}`;
};

const quoted = (text: string): string => JSON.stringify(text);

const changedText = (changed: readonly AttributeChange[]): string => {
  let text = '[';
  for (const attribute of changed) {
    text += `${text.length === 1 ? '' : ','}{"path":${quoted(attribute.path)}`;
    if (attribute.old !== undefined) text += `,"old":${attributeText(attribute.old)}`;
    if (attribute.new !== undefined) text += `,"new":${attributeText(attribute.new)}`;
    text += '}';
  }
  return `${text}]`;
};

/** What a shard's records have in common is made once for each run of them. */
let head = { table: '', streamArn: '', shardId: '', text: '' };

const headText = ({ table, streamArn, shardId }: ItemChange): string => {
  if (head.shardId !== shardId || head.streamArn !== streamArn || head.table !== table) {
    const text = `{"type":"change","table":${quoted(table)},"streamArn":${quoted(streamArn)},"shardId":${quoted(shardId)},"sequenceNumber":`;
    head = { table, streamArn, shardId, text };
  }
  return head.text;
};

/** Records have whole seconds: one text serves many. */
let time = { at: Number.NaN, text: '' };

const timeText = (at: number): string => {
  if (time.at !== at) time = { at, text: `"${new Date(at).toISOString()}"` };
  return time.text;
};
