import * as z from 'zod';
import type { Account } from '../../account.ts';
import { demoDashboards } from '../../dashboards.ts';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse } from '../service-error.ts';
import { text } from '../shape.ts';
import { instant } from '../value.ts';
import { invalidToken } from './alarm-shapes.ts';

const pageDashboards = 1000;

/** Dashboards belong to no Region. */
const dashboardArn = (account: Account, name: string) =>
  `arn:aws:cloudwatch::${account.accountId}:dashboard/${name}`;

export const listDashboards = operation(
  z.object({
    DashboardNamePrefix: text().optional(),
    NextToken: z.string().optional(),
  }),
  ({ NextToken, ...question }, { account, faults, homeRegion }) => {
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const wanted = demoDashboards(account.accountId, homeRegion).filter(({ name }) =>
      name.startsWith(question.DashboardNamePrefix ?? ''),
    );
    const page = pageAfter(wanted, ({ name }) => name, after, Math.min(pageDashboards, faults.pageSize));
    return {
      output: {
        DashboardEntries: page.entries.map(({ name, modifiedAt, body }) => ({
          DashboardName: name,
          DashboardArn: dashboardArn(account, name),
          LastModified: instant(modifiedAt),
          Size: Buffer.byteLength(body),
        })),
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);

export const getDashboard = operation(
  z.object({ DashboardName: text() }),
  ({ DashboardName }, { account, homeRegion }) => {
    const found = demoDashboards(account.accountId, homeRegion).find(({ name }) => name === DashboardName);
    if (found === undefined) {
      return refuse(
        'DashboardNotFoundError',
        `Dashboard ${DashboardName} does not exist`,
        'ResourceNotFound',
        404,
      );
    }
    return {
      output: {
        DashboardArn: dashboardArn(account, found.name),
        DashboardBody: found.body,
        DashboardName: found.name,
      },
    };
  },
);
