import * as z from 'zod';
import type { Account, SandboxStream, SandboxTable } from '../../account.ts';
import { operation } from '../operation.ts';
import { pageAfter } from '../paging.ts';
import { refuse } from '../service-error.ts';
import { text, whole } from '../shape.ts';
import { instant } from '../value.ts';

const tableName = () => text({ min: 3, max: 255, pattern: /^[a-zA-Z0-9_.-]+$/ });

export const listTables = operation(
  z.object({
    ExclusiveStartTableName: tableName().optional(),
    Limit: whole({ min: 1, max: 100 }).optional(),
  }),
  (input, { account, faults }) => {
    const limit = Math.min(input.Limit ?? 100, faults.pageSize);
    const page = pageAfter(
      account.tables.list(),
      (table) => table.name,
      input.ExclusiveStartTableName,
      limit,
    );
    return {
      output: { TableNames: page.entries.map((table) => table.name), LastEvaluatedTableName: page.last },
    };
  },
);

export const describeTable = operation(
  // A table goes by its name or its ARN.
  z.object({ TableName: text({ min: 1, max: 1024 }) }),
  ({ TableName }, { account }) => {
    const table = account.tables.list().find(({ name, arn }) => name === TableName || arn === TableName);
    if (table === undefined) {
      return refuse(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${TableName} not found`,
      );
    }
    return { output: { Table: tableDescription(table) } };
  },
);

const tableDescription = (table: SandboxTable) => {
  const live = table.streams.at(-1);
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableStatus: 'ACTIVE',
    CreationDateTime: instant(table.createdAt),
    ItemCount: table.itemCount,
    TableSizeBytes: 0,
    KeySchema: keySchema(table),
    AttributeDefinitions: table.attributeDefinitions.map(({ attributeName, attributeType }) => ({
      AttributeName: attributeName,
      AttributeType: attributeType,
    })),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: false,
    ...(live === undefined
      ? {}
      : {
          LatestStreamArn: live.arn,
          LatestStreamLabel: live.label,
          // A stream that was switched off stays named, but is not the table's specification any more.
          StreamSpecification:
            live.status === 'ENABLED' ? { StreamEnabled: true, StreamViewType: live.viewType } : undefined,
        }),
  };
};

export const keySchema = (table: SandboxTable) =>
  table.keySchema.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));

/** A stream with the table that it belongs to. */
export type TableStream = { readonly stream: SandboxStream; readonly table: SandboxTable };

export const streamsOf = (account: Account): readonly TableStream[] =>
  account.tables.list().flatMap((table) => table.streams.map((stream) => ({ stream, table })));
