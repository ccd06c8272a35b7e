/**
 * The tables beside Orders, one for each way in which a stream can show a change: Inventory (NEW_IMAGE), Sessions
 * (OLD_IMAGE, deleted by their time to live), Audit (KEYS_ONLY), and Customers, which has no stream.
 */
import { at } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import { createStreamStore, type Journal, type Rendered, type StreamStore } from '../stores/stream-store.ts';
import { customerCount, customerId, stockKeepingUnits } from './order-item.ts';
import { hex, uuid } from './random.ts';
import { streamOf } from './table.ts';
import { event, hourMs, minuteMs, type World } from './world.ts';

/** A small table with a stream. */
export type SideTable = { readonly stream: StreamStore; readonly itemCount: () => number };

export type SideTables = {
  readonly inventory: SideTable;
  readonly sessions: SideTable;
  readonly audit: SideTable;
  readonly begin: (time: number) => void;
  readonly change: (time: number) => void;
  readonly sessionExpired: (time: number, session: number) => void;
  readonly rollOver: (time: number, table: number) => void;
  readonly trim: (now: number) => void;
};

const changesPerSecond = 3;
/** Idle or not, a shard is closed after about this time. */
const shardLifeMs = 4 * hourMs;
const sessionLifeMs = 20 * minuteMs;

/** What happened: `change` of a row. */
const put = 1;
const update = 2;
const expired = 3;

const text = (value: string) => ({ S: value });
const number = (value: number) => ({ N: `${value}` });
const iso = (time: number) => new Date(time).toISOString();

const warehouses = ['AMS', 'DUB', 'LYS'] as const;
const fullStock = 400;
const pages = ['basket', 'catalogue', 'checkout', 'home'] as const;
const audited = ['price changed', 'refund approved', 'role granted', 'address corrected'] as const;

const renderStock = (journal: Journal, row: number): Rendered => {
  const item = at(journal.item, row);
  const keys = {
    sku: text(stockKeepingUnits[Math.floor(item / warehouses.length)] ?? ''),
    warehouse: text(warehouses[item % warehouses.length] ?? ''),
  };
  const image = (stock: number, time: number) => ({
    ...keys,
    stock: number(stock),
    updatedAt: text(iso(time)),
  });
  const before = at(journal.before, row);
  return {
    eventName: before === 0 ? 'INSERT' : 'MODIFY',
    ttl: false,
    keys,
    oldImage: before === 0 ? undefined : image(at(journal.detail, before - 1), at(journal.time, before - 1)),
    newImage: image(at(journal.detail, row), at(journal.time, row)),
  };
};

const renderSession =
  ({ draw }: World) =>
  (journal: Journal, row: number): Rendered => {
    const session = at(journal.item, row);
    const keys = { sessionId: text(uuid(draw(session, 81), session)) };
    let first = row;
    while (at(journal.before, first) !== 0) first = at(journal.before, first) - 1;
    const image = (of: number) => ({
      ...keys,
      customerId: text(customerId(draw(session, 82) % customerCount)),
      page: text(pages[at(journal.detail, of) % pages.length] ?? ''),
      seenAt: text(iso(at(journal.time, of))),
      device: {
        M: { agent: text(draw(session, 83) % 2 === 0 ? 'app' : 'web'), token: { B: token(session) } },
      },
      expiresAt: number(Math.floor((at(journal.time, first) + sessionLifeMs) / 1000)),
    });
    const token = (of: number) => Buffer.from(hex(24, draw(of, 84), of), 'hex').toString('base64');
    const kind = at(journal.change, row);
    const before = at(journal.before, row);
    return {
      eventName: kind === put ? 'INSERT' : kind === update ? 'MODIFY' : 'REMOVE',
      ttl: kind === expired,
      keys,
      oldImage: before === 0 ? undefined : image(before - 1),
      newImage: kind === expired ? undefined : image(row),
    };
  };

const renderAudit =
  ({ draw }: World) =>
  (journal: Journal, row: number): Rendered => {
    const entry = at(journal.item, row);
    const keys = {
      entity: text(customerId(draw(entry, 85) % customerCount)),
      at: text(iso(at(journal.time, row))),
    };
    return {
      eventName: 'INSERT',
      ttl: false,
      keys,
      oldImage: undefined,
      newImage: { ...keys, what: text(audited[draw(entry, 86) % audited.length] ?? '') },
    };
  };

export const createSideTables = (world: World): SideTables => {
  const { draw, metrics, random, wheel } = world;
  const open = (
    table: string,
    viewType: 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY',
    initialShards: number,
    render: (journal: Journal, row: number) => Rendered,
  ) => {
    const stream = createStreamStore({
      stream: streamOf(world, table, viewType),
      hash: draw,
      initialShards,
      render,
    });
    const consumed = metrics.define(
      { namespace: 'AWS/DynamoDB', name: 'ConsumedWriteCapacityUnits', dimensions: { TableName: table } },
      'Count',
    );
    return {
      stream,
      write: (time: number, item: number, what: number, detail: number, before: number): number => {
        addSample(consumed, time, 1);
        return stream.append(time, item, what, detail, before) + 1;
      },
    };
  };
  const inventory = open('Inventory', 'NEW_IMAGE', 1, renderStock);
  const sessions = open('Sessions', 'OLD_IMAGE', 2, renderSession(world));
  const audit = open('Audit', 'KEYS_ONLY', 1, renderAudit(world));
  const tables = [inventory, sessions, audit];
  const ttlDeletes = metrics.define(
    { namespace: 'AWS/DynamoDB', name: 'TimeToLiveDeletedItemCount', dimensions: { TableName: 'Sessions' } },
    'Count',
  );

  const places = stockKeepingUnits.length * warehouses.length;
  const stock = new Array<number>(places).fill(fullStock);
  const stockRow = new Array<number>(places).fill(0);
  /** Sessions that live, and the row of each one's last change plus one. */
  const live: number[] = [];
  const sessionRow = new Map<number, number>();
  let nextSession = 0;
  let entries = 0;

  const moveStock = (time: number) => {
    const place = Math.floor(random() * places);
    const left = stock[place] ?? 0;
    stock[place] = left < 12 ? fullStock : left - 1 - Math.floor(random() * 4);
    stockRow[place] = inventory.write(time, place, update, stock[place] ?? 0, stockRow[place] ?? 0);
  };
  const touchSession = (time: number) => {
    const known = random() < 0.6 ? live[Math.floor(random() * live.length)] : undefined;
    const page = Math.floor(random() * pages.length);
    if (known !== undefined) {
      sessionRow.set(known, sessions.write(time, known, update, page, sessionRow.get(known) ?? 0));
      return;
    }
    const session = nextSession++;
    live.push(session);
    sessionRow.set(session, sessions.write(time, session, put, page, 0));
    wheel.schedule(time + sessionLifeMs + random() * 6 * minuteMs, event.sessionExpired, session);
  };

  return {
    inventory: { stream: inventory.stream, itemCount: () => places },
    sessions: { stream: sessions.stream, itemCount: () => live.length },
    audit: { stream: audit.stream, itemCount: () => entries },
    begin: (time) => {
      wheel.schedule(time, event.sideChange);
      tables.forEach((_, index) => {
        wheel.schedule(time + (shardLifeMs / 3) * (index + 0.5), event.sideRollover, index);
      });
    },
    change: (time) => {
      wheel.schedule(time - Math.log(1 - random()) * (1000 / changesPerSecond), event.sideChange);
      const chance = random();
      if (chance < 0.45) moveStock(time);
      else if (chance < 0.85) touchSession(time);
      else audit.write(time, entries++, put, 0, 0);
    },
    sessionExpired: (time, session) => {
      // The first that lives is nearly the oldest: the search is short.
      live.splice(live.indexOf(session), 1);
      addSample(ttlDeletes, time, 1);
      sessions.write(time, session, expired, 0, sessionRow.get(session) ?? 0);
      sessionRow.delete(session);
    },
    rollOver: (time, index) => {
      const stream = tables[index]?.stream;
      const oldest = stream?.openShards()[0];
      if (stream === undefined || oldest === undefined) return;
      wheel.schedule(time + shardLifeMs / stream.openShards().length, event.sideRollover, index);
      stream.close(oldest, time, false);
    },
    trim: (now) => {
      for (const { stream } of tables) stream.trim(now);
    },
  };
};
