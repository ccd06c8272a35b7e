import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/reading/log-lines.ts';

const levelOf = (line: string): string | undefined => readLogLine(line).level;
const id = '8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b';
const time = '2026-01-15T12:00:00.123Z';

describe('the level of a record', () => {
  test.each([
    // Numbers, each on its own scale.
    ['{"level":10,"msg":"x"}', 'TRACE'],
    ['{"level":20,"msg":"x"}', 'DEBUG'],
    ['{"level":30,"msg":"x"}', 'INFO'],
    ['{"level":35,"msg":"x"}', 'INFO'],
    ['{"level":"50","msg":"x"}', 'ERROR'],
    ['{"severityNumber":1,"body":"x"}', 'TRACE'],
    ['{"severityNumber":8,"body":"x"}', 'DEBUG'],
    ['{"severityNumber":9,"body":"x"}', 'INFO'],
    ['{"SeverityNumber":16,"Body":"x"}', 'WARN'],
    ['{"severity_number":17,"body":"x"}', 'ERROR'],
    ['{"severityNumber":24,"body":"x"}', 'FATAL'],
    ['{"severity":3,"message":"x"}', 'ERROR'],
    ['{"severity":500,"message":"x"}', 'ERROR'],
    ['{"PRIORITY":"4","MESSAGE":"x"}', 'WARN'],
    ['{"version":"1.1","host":"a","short_message":"x","level":3}', 'ERROR'],
    ['{"levelno":40,"msg":"x"}', 'ERROR'],
    ['{"levelno":20,"msg":"x"}', 'INFO'],
    ['{"level":400,"level_name":"ERROR","channel":"app","message":"x"}', 'ERROR'],
    ['{"level":300,"channel":"app","message":"x"}', 'WARN'],
    ['{"level_value":40000,"message":"x"}', 'ERROR'],
    // Other keys.
    ['{"log_level":"ERROR","message":"x"}', 'ERROR'],
    ['{"log.level":"warn","message":"x"}', 'WARN'],
    ['{"log":{"level":"error"},"message":"x"}', 'ERROR'],
    ['{"severity_text":"ERROR","body":"x"}', 'ERROR'],
    ['{"severityText":"WARN","body":"x"}', 'WARN'],
    ['{"@t":"x","@l":"Fatal","@m":"x"}', 'FATAL'],
    ['{"@t":"x","@m":"x"}', 'INFO'],
    ['{"LogLevel":"Critical","Message":"x"}', 'ERROR'],
    ['{"lvl":"eror","msg":"x"}', 'ERROR'],
    ['{"levelname":"CRITICAL","message":"x"}', 'ERROR'],
    ['{"Level":"Verbose","RenderedMessage":"x"}', 'DEBUG'],
    ['{"level":{"name":"ERROR","no":40},"message":"x"}', 'ERROR'],
    ['{"text":"x","record":{"level":{"name":"WARNING","no":30}}}', 'WARN'],
    ['{"attributes":{"level":"error"},"body":"x"}', 'ERROR'],
    // Other words.
    ['{"level":"SEVERE","message":"x"}', 'ERROR'],
    ['{"level":"emerg","message":"x"}', 'FATAL'],
    ['{"level":"alert","message":"x"}', 'ERROR'],
    ['{"level":"panic","message":"x"}', 'ERROR'],
    ['{"level":"notice","message":"x"}', 'INFO'],
    ['{"level":"Information","message":"x"}', 'INFO'],
    ['{"level":"trce","message":"x"}', 'TRACE'],
    ['{"level":"FINEST","message":"x"}', 'TRACE'],
    ['{"level":"[ERROR]","message":"x"}', 'ERROR'],
    ['{"level":"\\u001b[31merror\\u001b[39m","message":"x"}', 'ERROR'],
    ['{"level":"E","message":"x"}', 'ERROR'],
    ['{"priority":"error","message":"x"}', 'ERROR'],
    // What wraps a line.
    ['{"data":{"level":"error","message":"x"}}', 'ERROR'],
    ['{"detail":{"errorType":"X","errorMessage":"no"}}', 'ERROR'],
    ['{"type":"function","record":{"level":"ERROR","message":"x"}}', 'ERROR'],
    // An error without a level.
    ['{"errorType":"ValueError","errorMessage":"no"}', 'ERROR'],
    ['{"message":"x","error":{"name":"Oh","message":"no"}}', 'ERROR'],
    [
      '{"message":"x","exception":"Traceback (most recent call last):\\n  File \\"a\\"\\nValueError: no"}',
      'ERROR',
    ],
    ['{"message":"x","errors":[{"message":"no"}]}', 'ERROR'],
    ['{"message":"x","errorCode":"Lambda.FunctionError"}', 'ERROR'],
    // The program's own level says more than that of what wraps its line.
    ['{"level":"INFO","message":"{\\"level\\":50,\\"msg\\":\\"x\\"}"}', 'ERROR'],
    ['{"level":"INFO","message":{"level":"error","msg":"x"}}', 'ERROR'],
    ['{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"x\\"}","stream":"stdout"}', 'ERROR'],
    ['{"level":"error","msg":"cut by its agent: yyyy', 'ERROR'],
  ])('%s: %s', (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});

describe('the level of a text', () => {
  test.each([
    // Before the message.
    ['E1126 12:00:00.123456       1 reflector.go:138] failed to list orders', 'ERROR'],
    ['I0115 12:00:00.123456       1 main.go:10] ready', 'INFO'],
    ['ERRO[0012] charge failed orderId=ORD-1', 'ERROR'],
    ['2026/01/15 12:00:00 ERROR charge failed orderId=ORD-1', 'ERROR'],
    ['ts=2026-01-15T12:00:00Z lvl=eror msg="charge failed"', 'ERROR'],
    ['2026-01-15T12:00:00.123Z\twarn\torders/pay.go:12\tslow', 'WARN'],
    ['[2026-01-15T12:00:00Z ERROR orders::pay] charge failed', 'ERROR'],
    ['[12:00:00 ERR] Charge failed', 'ERROR'],
    ['[12:00:00.123] ERROR (123): charge failed', 'ERROR'],
    ['fail: Orders.Payment[0]\n      Charge failed for ORD-1', 'ERROR'],
    ['crit: Orders.Payment[0]\n      No connection', 'ERROR'],
    ['trce: Orders.Payment[0]\n      asked', 'TRACE'],
    ['E, [2026-01-15T12:00:00.123456 #8] ERROR -- : charge failed', 'ERROR'],
    ['ERROR:root:charge failed', 'ERROR'],
    ['2026-01-15 12:00:00,123 - orders - ERROR - charge failed', 'ERROR'],
    ['2026-01-15 12:00:00.123 | ERROR    | app:charge:12 - charge failed', 'ERROR'],
    ['2026-01-15 12:00:00.123  ERROR 1 --- [nio-1] c.e.App : charge failed', 'ERROR'],
    ['12:00:00.123 [main] ERROR c.e.App - charge failed', 'ERROR'],
    ['Jan 15, 2026 12:00:00 PM com.example.App handle\nSEVERE: charge failed', 'ERROR'],
    ['<11>Jan 15 12:00:00 host orders[1]: charge failed', 'ERROR'],
    ['<14>1 2026-01-15T12:00:00.123Z host orders 1 ID - paid', 'INFO'],
    ['[Thu Jan 15 12:00:00.123456 2026] [core:error] [pid 1] charge failed', 'ERROR'],
    ['[E 260115 12:00:00 web:2162] charge failed', 'ERROR'],
    [`[CRITICAL]\t${time}\t${id}\tcharge failed`, 'ERROR'],
    ['2026-01-15T12:00:00.123Z error charge failed', 'ERROR'],
    ['orders[12]: {"level":"error","msg":"charge failed"}', 'ERROR'],
    // Words of runtimes.
    ['panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()', 'ERROR'],
    ['fatal error: all goroutines are asleep - deadlock!', 'FATAL'],
    ["thread 'main' panicked at src/main.rs:4:5:\nno gateway", 'ERROR'],
    ['Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', 'ERROR'],
    ['java.lang.NullPointerException\n\tat a.b.c(X.java:1)', 'ERROR'],
    ['Unhandled exception. System.InvalidOperationException: declined', 'ERROR'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'FATAL'],
    ['(node:8) UnhandledPromiseRejectionWarning: Error: no', 'ERROR'],
    ['(node:8) [DEP0040] DeprecationWarning: punycode is deprecated', 'WARN'],
    ['PHP Fatal error:  Uncaught Exception: no in /a.php:3', 'ERROR'],
    ["app.rb:3:in 'charge': declined (RuntimeError)", 'ERROR'],
    ['AssertionError [ERR_ASSERTION]: no', 'ERROR'],
    ['psql: error: connection to server failed', 'ERROR'],
    ['INIT_REPORT Init Duration: 10008.35 ms\tPhase: init\tStatus: timeout', 'ERROR'],
    [`${time} ${id} Task timed out after 3.00 seconds`, 'ERROR'],
    ['Jan 15 12:00:00 host kernel: Out of memory: Killed process 123 (node)', 'ERROR'],
  ])('%j: %s', (line, level) => {
    expect(levelOf(line)).toBe(level);
  });

  test.each([
    '0 errors',
    'processed 10 orders, 0 errors, 0 warnings',
    'error rate 0.1 %',
    'retrying without error',
    'error handler registered',
    'no ERROR so far',
    'The ERROR rate is 0.1 %',
    'Setting log level to DEBUG',
    'LOG_LEVEL=ERROR',
    'error: 0',
    'Errors: 0',
    'Error: none',
    'warning threshold is 80 %',
    'fine: all is well',
    'information: none',
    `${time} error rate 0.1 %`,
    `${time} ${id} error rate 0.1 %`,
    '{"message":"error rate 0.1 %"}',
    '{"errors":0,"message":"batch done"}',
    '{"error":null,"err":"","errorRate":0.1,"message":"ok"}',
    '{"error":"-","message":"ok"}',
    '{"message":"deployed","stack":"orders-prod"}',
    '{"priority":1,"message":"task"}',
    '{"priority":"critical","message":"task"}',
    `${time} critical path computed`,
    `${time} panic mode disabled`,
    '{"customerLevel":"gold","level":"gold","message":"x"}',
    'END RequestId: 8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b',
  ])('%j has none', (line) => {
    expect(levelOf(line)).toBeUndefined();
  });

  test('that a field does not spell as a level stays in sight', () => {
    expect(readLogLine('{"level":"gold","message":"x"}').text).toBe('x level=gold');
  });
});
