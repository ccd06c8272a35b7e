/** Lines of loggers as people quoted them in public issues and pages, read after the cases were mended; names shortened. */
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/reading/log-lines.ts';

const embedded = JSON.stringify({
  _aws: {
    Timestamp: 1_755_672_995_053,
    CloudWatchMetrics: [
      { Namespace: 'n', Metrics: [{ Name: 'Waiting' }, { Name: 'Took', Unit: 'Milliseconds' }] },
    ],
  },
  Waiting: 49,
  Took: 12.5,
  OperationName: 'Invoke',
});

describe('a line that somebody quoted', () => {
  test.each<readonly [source: string, line: string, level: string | undefined, text: string | RegExp]>([
    [
      'aws/amazon-cloudwatch-agent PR #168',
      '2021-02-04T17:50:28Z W! message is dropped due to nonblocking fifo queue is full',
      'WARN',
      'message is dropped due to nonblocking fifo queue is full',
    ],
    ['lazywithclass/winston-cloudwatch #125', 'info - [object Object]', 'INFO', '[object Object]'],
    ['the same logger, a failure', 'error - card declined', 'ERROR', 'card declined'],
    ['no level, though it looks like one', 'card - declined', undefined, 'card - declined'],
    [
      'brefphp/bref PR #590 (PHP)',
      'e6ffdb72-1be8-4e9d-90f4-b66850933570\tInvoke Error\t{"errorType":"Exception","errorMessage":"card declined","stack":["#0 /var/task/index.php(12)"]}',
      'ERROR',
      'Invoke Error Exception: card declined',
    ],
    [
      'alexcasalboni/aws-lambda-power-tuning #261 (JSON in the lines below)',
      '2024-10-03T15:20:17.838Z\te6ffdb72-1be8-4e9d-90f4-b66850933570\tERROR\tInvoke Error \t\n{\n    "errorType": "Error",\n    "errorMessage": "Unrecognized JSON log",\n    "stack": [\n        "Error: Unrecognized JSON log"\n    ]\n}',
      'ERROR',
      'Invoke Error Error: Unrecognized JSON log',
    ],
    [
      'aws/amazon-cloudwatch-agent #943',
      '2023-11-01T23:02:23Z I! [logagent] starting',
      'INFO',
      '[logagent] starting',
    ],
    [
      'fluent/fluent-bit #4553',
      "Dec 29 23:02:05 i-1 td-agent-bit[1461757]: [2021/12/29 23:02:05] [error] [output:cloudwatch_logs.0] API responded with error='ThrottlingException'",
      'ERROR',
      /^td-agent-bit\[1461757\]: .*ThrottlingException/,
    ],
    [
      'ChrisTheCoolHut/Firmware_Slap #9 (celery)',
      "[2019-08-13 13:56:43,760: ERROR/MainProcess] Received unregistered task of type 'a.b'.\nThe message has been ignored and discarded.",
      'ERROR',
      /unregistered task .* ⏎ The message has been ignored/,
    ],
    [
      'archesproject/arches PR #12214 (Python 3.13)',
      "2025-06-11 12:13:47,000 arches.app.tasks ERROR    'child_date'\nTraceback (most recent call last):\n  File \"tasks.py\", line 319, in export\n    run(\n    ~~~^\n        load_id,\n        ^^^^^^^^\n    ...<4 lines>...\n    )\n    ^\nKeyError: 'child_date'",
      'ERROR',
      "arches.app.tasks ERROR    'child_date' ⏎ Traceback (most recent call last): ⏎ KeyError: 'child_date' (8 more lines)",
    ],
    [
      'quarkusio/quarkus #51571 (ECS)',
      '{"@timestamp":"2025-12-15T21:30:45.573442+01:00","log.level":"ERROR","message":"Failed to start application","exception":{"refId":1,"exceptionType":"java.lang.RuntimeException","error.message":"Failed to start quarkus","frames":[{"class":"a.B","method":"doStart"}]}}',
      'ERROR',
      'Failed to start application java.lang.RuntimeException: Failed to start quarkus',
    ],
    [
      'quarkiverse/quarkus-logging-json #361 (EMF in a message)',
      JSON.stringify({ timestamp: '2025-08-20T06:56:35.053949Z', level: 'INFO', message: embedded }),
      'INFO',
      'Waiting=49 Took=12.5 ms OperationName=Invoke',
    ],
    [
      'aws/aws-lambda-rust-runtime #89',
      "thread 'main' panicked at 'Could not retrieve next event', src/runtime.rs:266:17\nstack backtrace:\n   0: std::sys::unix::unwind_backtrace\n             at src/libstd/gcc_s.rs:49\n   1: std::sys_common::backtrace::_print",
      'ERROR',
      "thread 'main' panicked at 'Could not retrieve next event', src/runtime.rs:266:17 (4 more lines)",
    ],
    [
      'sidekiq/sidekiq #4516',
      '2020-04-02T17:46:36.549Z pid=84584 tid=ovh2dh8hg WARN: Thread TID-ovh2dh8hg',
      'WARN',
      'pid=84584 tid=ovh2dh8hg WARN: Thread TID-ovh2dh8hg',
    ],
    [
      'sidekiq/sidekiq #2022 (a line of no level)',
      'A, [2014-10-23T04:30:30.137828 #43945]   ANY -- : 2014-10-23 04:30:30 +0000 severity=INFO, start',
      'INFO',
      '2014-10-23 04:30:30 +0000 severity=INFO, start',
    ],
    [
      'bitnami/bitnami-docker-mongodb #141',
      '2019-10-10T14:48:44.329+0000 W  NETWORK  [listener] Error accepting new connection',
      'WARN',
      'NETWORK  [listener] Error accepting new connection',
    ],
    [
      'docker-library/mongo #488',
      '{"t":{"$date":"2021-07-22T16:17:01.247+00:00"},"s":"E",  "c":"CONTROL",  "id":4784929, "ctx":"SignalHandler","msg":"Acquiring the global lock"}',
      'ERROR',
      /^Acquiring the global lock /,
    ],
    [
      'aws/aws-lambda-rust-runtime #98',
      '2019-03-29 18:12:23 INFO [lambda_runtime_core::runtime] Error response for x accepted by Runtime API',
      'INFO',
      '[lambda_runtime_core::runtime] Error response for x accepted by Runtime API',
    ],
    [
      'cargo-lambda/cargo-lambda #572',
      'INIT_REPORT Init Duration: 1666.62 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
      'ERROR',
      'INIT_REPORT 1.7 s, Runtime.ExitError',
    ],
  ])('%s', (_, line, level, text) => {
    const read = readLogLine(line);
    expect(read.level).toBe(level);
    expect(read.text).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });

  test.each([
    // Java on Lambda, of what was not caught.
    'card declined: java.lang.RuntimeException\njava.lang.RuntimeException: card declined\n\tat a.Handler.handleRequest(Handler.java:12)',
    '[2026-01-15T12:00:00.123Z] "POST /orders HTTP/1.1" 503 UF 0 91 24 - "-" "curl"',
    'q [15/Jan/2026:12:00:00 +0000] "POST /orders" 502 42',
    'Unknown application error occurred\nRuntime.Unknown',
  ])('%j is an error', (line) => {
    expect(readLogLine(line).level).toBe('ERROR');
  });

  test('an API’s words for a client’s mistake are no error of it, a logger’s frames no words', () => {
    const refused = { httpMethod: 'GET', path: '/orders', status: '403', errorMessage: 'Forbidden' };
    expect(readLogLine(JSON.stringify(refused))).toMatchObject({
      level: undefined,
      text: 'GET /orders 403 Forbidden',
    });
    const zap = {
      level: 'error',
      ts: 1_767_225_600.123,
      msg: 'charge failed',
      stacktrace: 'main.charge\n\t/app/pay.go:12',
    };
    expect(readLogLine(JSON.stringify(zap)).text).toBe('charge failed');
  });
});
