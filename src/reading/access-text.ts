/** Access logs in text: the common log format and API Gateway's CSV and XML, load balancers, and API Gateway's execution log. */

import { foldLines } from './fold.ts';
import { plainRead, type ReadLine } from './log-reading.ts';

const verbs = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE';

type Format = {
  readonly pattern: RegExp;
  readonly of: (found: RegExpExecArray) => {
    readonly asked: string;
    readonly status: string;
    readonly rest: string;
  };
};

const formats: readonly Format[] = [
  // `203.0.113.9 - - [15/Jan/2026:12:00:00 +0000] "POST /orders HTTP/1.1" 503 42 ...`.
  {
    pattern: new RegExp(
      `^\\S+ \\S+ \\S+ \\[[^\\]]{1,60}\\] "((?:${verbs}) \\S+)(?: HTTP/[\\d.]+)?" (\\d{3})(.*)$`,
      's',
    ),
    of: ([, asked = '', status = '', rest = '']) => ({ asked, status, rest }),
  },
  // A load balancer: type, time, its name, client, target, three times, its status, the target's, bytes, the request.
  {
    pattern: new RegExp(
      `^(?:https?|h2|wss?|grpcs?) \\S+ app/\\S+ \\S+ \\S+ \\S+ \\S+ \\S+ (\\d{3}) \\S+ \\S+ \\S+ "((?:${verbs}) \\S+) [^"]*"(.*)$`,
      's',
    ),
    of: ([, status = '', asked = '', rest = '']) => ({ asked, status, rest }),
  },
  // `203.0.113.9,-,-,15/Jan/2026:12:00:00 +0000,POST,/orders,HTTP/1.1,503,42,q`.
  {
    pattern: new RegExp(`^[^,]*,[^,]*,[^,]*,[^,]*,(${verbs}),([^,]*),HTTP/[\\d.]+,(\\d{3})(.*)$`, 's'),
    of: ([, method = '', path = '', status = '', rest = '']) => ({
      asked: `${method} ${path}`,
      status,
      rest,
    }),
  },
  {
    pattern: new RegExp(
      `^<request [^>]*>.*<httpMethod>(${verbs})</httpMethod>\\s*<resourcePath>([^<]*)</resourcePath>\\s*<status>(\\d{3})</status>(.*)$`,
      's',
    ),
    of: ([, method = '', path = '', status = '', rest = '']) => ({
      asked: `${method} ${path}`,
      status,
      rest,
    }),
  },
  // morgan: `POST /orders 503 12.345 ms - 42`.
  {
    pattern: new RegExp(`^((?:${verbs}) \\S+) (\\d{3})(?= )(.*)$`, 's'),
    of: ([, asked = '', status = '', rest = '']) => ({ asked, status, rest }),
  },
];

/** `(8f5a...) Method completed with status: 502`: what API Gateway writes of one request. */
const execution = /^\(([\w-]{8,64})\) (?=[A-Z])/;
const executionFailed =
  /^(?:Execution failed|Method completed with status: 5\d\d|Endpoint request timed out)/;

/** All of them begin with one of these: an address, a bracket, the type of a load balancer, a method. */
const mayBegin = new RegExp(
  `^(?:\\([\\w-]{8,64}\\) |<request |[\\w.:-]+ \\S+ \\S+ \\[|[\\w.:-]+,|(?:https?|h2|wss?|grpcs?) \\d|(?:${verbs}) )`,
);

/** A line of an access log; undefined for any other. */
export const readAccessText = (head: string): ReadLine | undefined => {
  const first = head.charAt(0);
  if (first > 'g' && first !== 'h' && first !== 'w') return undefined;
  if (!mayBegin.test(head)) return undefined;
  const [mark, requestId] = execution.exec(head) ?? [];
  if (mark !== undefined) {
    const body = head.slice(mark.length);
    return plainRead(foldLines(body), {
      level: executionFailed.test(body) ? 'ERROR' : undefined,
      requestId,
    });
  }
  for (const { pattern, of } of formats) {
    const found = pattern.exec(head);
    if (found === null) continue;
    const { asked, status, rest } = of(found);
    const text = foldLines(`${asked} ${status}${rest}`);
    const level = status.startsWith('5') ? 'ERROR' : undefined;
    return plainRead(text, { level, request: { tookMs: undefined } });
  }
  return undefined;
};
