/** Answers of queries and log events that were opened: the newest ones, bounded by their rows. */
import type { LogRecord, QueryProgress, QueryResultRow, QueryRows } from '../observation/queries.ts';
import { type Origin, originName, originOf } from '../origin.ts';

/** A row as it is shown: the same object as long as it says the same, so that a reader's place holds. */
export type QueryRow = Origin & {
  /** In the service's order. */
  readonly cells: ReadonlyMap<string, string>;
};

export type QueryAnswer = QueryProgress & { readonly rows: readonly QueryRow[] };

export type OpenedRecord = {
  /** Undefined where it could not be read. */
  readonly fields: ReadonlyMap<string, string> | undefined;
  readonly failure: LogRecord['failure'];
};

export type QueriesSnapshot = {
  /** By the id of their run. */
  readonly answers: ReadonlyMap<string, QueryAnswer>;
  /** By their pointer. */
  readonly records: ReadonlyMap<string, OpenedRecord>;
};

const mostRows = 100_000;
const mostRecords = 50;

const textOf = ({ cells, ...of }: QueryRow | QueryResultRow): string =>
  [originName(of), ...[...cells].flat()].join('\n');

/** Rows that say what one of the rows before said are that one, each once. */
const kept = (rows: readonly QueryResultRow[], before: readonly QueryRow[]): readonly QueryRow[] => {
  const same = new Map<string, QueryRow[]>();
  for (const row of before) {
    const key = textOf(row);
    const rest = same.get(key);
    if (rest === undefined) same.set(key, [row]);
    else rest.push(row);
  }
  return rows.map((row) => same.get(textOf(row))?.shift() ?? { ...originOf(row), cells: new Map(row.cells) });
};

export const createQueryStore = () => {
  let answers: ReadonlyMap<string, QueryAnswer> = new Map();
  let records: ReadonlyMap<string, OpenedRecord> = new Map();
  let last: QueriesSnapshot = { answers, records };

  /** The newest run last; the oldest are forgotten while there are too many rows. */
  const put = (answer: QueryAnswer): void => {
    const others = [...answers].filter(([id]) => id !== answer.id);
    let rows = others.reduce((sum, [, one]) => sum + one.rows.length, answer.rows.length);
    while (rows > mostRows && others.length > 0) rows -= others.shift()?.[1].rows.length ?? 0;
    answers = new Map([...others, [answer.id, answer]]);
  };

  return {
    apply: (observation: QueryProgress | QueryRows | LogRecord): void => {
      switch (observation.type) {
        case 'query':
          put({ ...observation, rows: answers.get(observation.id)?.rows ?? [] });
          break;
        case 'queryRows': {
          const { id, from, rows } = observation;
          const answer = answers.get(id);
          if (answer === undefined) return;
          const before = answer.rows.slice(0, from);
          put({ ...answer, rows: [...before, ...kept(rows, answer.rows.slice(from))].slice(0, mostRows) });
          break;
        }
        case 'logRecord': {
          const { pointer, fields, failure } = observation;
          const opened = { fields: fields === undefined ? undefined : new Map(fields), failure };
          records = new Map([...[...records].slice(1 - mostRecords), [pointer, opened]]);
          break;
        }
        default:
          observation satisfies never;
      }
    },
    snapshot: (): QueriesSnapshot => {
      if (last.answers !== answers || last.records !== records) last = { answers, records };
      return last;
    },
  };
};
