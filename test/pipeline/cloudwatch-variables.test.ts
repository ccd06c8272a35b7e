/** Variables of dashboards (dashboard body structure, "Variables array structure"; issue 13). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, replaceAll } from '../../src/patterns/bounded-pattern.ts';
import { seriesOfDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { metricWidget, queryOf, readBody } from './cloudwatch-widgets.ts';

const calls = (functionName: string, more: object = {}) =>
  metricWidget({
    stat: 'Sum',
    period: 300,
    metrics: [['AWS/Lambda', 'Invocations', 'FunctionName', functionName, more]],
  });

describe('a pattern', () => {
  const withPattern = (pattern: string, defaultValue: unknown, body: object) =>
    readBody({ ...body, variables: [{ type: 'pattern', id: 'fn', pattern, defaultValue }] });

  it('is a regular expression, looked for in every text', () => {
    const dashboard = withPattern('(checkout|pay)-(dev|test)', 'checkout-prod', calls('checkout-dev'));
    expect(queryOf(dashboard)).toMatchObject({ dimensions: { FunctionName: 'checkout-prod' } });
    expect(dashboard.warnings).toEqual([]);
  });

  it.each([
    ['^order-\\d+$', 'order-17', 'order-99'],
    ['blue|gr[ae]y', 'shop-grey', 'shop-order-99'],
    // Not replaced: `$1` is text, and an empty match is none.
    ['x*', 'shop', 'shop'],
  ])('%s', (pattern, functionName, right) => {
    const dashboard = withPattern(pattern, 'order-99', calls(functionName));
    expect(queryOf(dashboard)).toMatchObject({ dimensions: { FunctionName: right } });
  });

  it('puts the value in as it stands', () => {
    const dashboard = withPattern('(de)v', '$1-$&', calls('a-dev'));
    expect(queryOf(dashboard)).toMatchObject({ dimensions: { FunctionName: 'a-$1-$&' } });
  });

  it('that is no regular expression is looked for as it is written', () => {
    const dashboard = withPattern('fn(1', 'fn2', calls('my-fn(1'));
    expect(queryOf(dashboard)).toMatchObject({ dimensions: { FunctionName: 'my-fn2' } });
  });

  it('that would take for ever is given up, with a word', () => {
    const began = performance.now();
    const dashboard = withPattern('(?=a)(a+)+$', 'b', calls(`${'a'.repeat(60)}!`));
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(dashboard.warnings).toEqual(['variable fn: its pattern takes too long, nothing was replaced']);
  });

  it('that backtracks for ever in JavaScript does not here', () => {
    const dashboard = withPattern('(a+)+$', 'b', calls(`${'a'.repeat(60)}!`));
    expect(dashboard.warnings).toEqual([]);
  });

  it('reaches a number that it is all of, and no part of one', () => {
    const periodOf = (pattern: string) =>
      seriesOfDashboard(withPattern(pattern, '60', calls('f')))[0]?.periodSeconds;
    expect(periodOf('300')).toBe(60);
    expect(periodOf('3')).toBe(300);
  });

  it('means in a bounded time what it means to the language', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 8 }), { maxLength: 4 }),
        fc.constantFrom('[a-c]+', '.', '\\d', '(?<=a)b', 'a|b', '\\$', 'a'),
        (texts, pattern) => {
          const plain = texts.map((text) => text.replace(new RegExp(pattern, 'g'), () => 'Z'));
          const compiled = compilePattern(pattern, { of: 'variable' });
          expect(texts.map((text) => (compiled.ok ? replaceAll(compiled.value, text, 'Z') : ''))).toEqual(
            plain,
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a property', () => {
  const withProperty = (property: string, defaultValue: unknown, body: object, values?: object[]) =>
    readBody({ ...body, variables: [{ type: 'property', id: 'v', property, defaultValue, values }] });

  it('is set in every place that has it: of the widget, of its rows', () => {
    const dashboard = withProperty('region', 'eu-west-1', calls('f', { region: 'us-east-1' }));
    expect(seriesOfDashboard(dashboard)).toMatchObject([{ region: 'eu-west-1' }]);
    const stat = withProperty('stat', 'p99', calls('f', { stat: 'Average' }));
    expect(queryOf(stat)).toMatchObject({ stat: 'p99' });
    const axis = withProperty('yAxis', 'right', calls('f', { yAxis: 'left' }));
    expect(axis.widgets[0]?.content).toMatchObject({ lines: [{ axis: 'right' }] });
  });

  it('is set in no row that leaves it to its widget', () => {
    const dashboard = withProperty('yAxis', 'right', calls('f'));
    expect(dashboard.widgets[0]?.content).toMatchObject({ lines: [{ axis: 'left' }] });
  });

  it('may be a dimension, whatever its name', () => {
    const body = metricWidget({ metrics: [['Shop', 'Orders', 'region', 'north', 'Route', '/pay']] });
    expect(queryOf(withProperty('Route', '/buy', body))).toMatchObject({ dimensions: { Route: '/buy' } });
    expect(queryOf(withProperty('region', 'south', body))).toMatchObject({ dimensions: { region: 'south' } });
  });

  it('has values that are numbers and flags', () => {
    const values = [{ value: 60, label: '1 m' }, { value: 900, label: '15 m' }, { value: { no: 1 } }];
    const dashboard = withProperty('period', 900, calls('f'), values);
    expect(seriesOfDashboard(dashboard)[0]?.periodSeconds).toBe(900);
    expect(dashboard.variables).toMatchObject([
      {
        value: '900',
        choices: [
          { value: '60', label: '1 m' },
          { value: '900', label: '15 m' },
        ],
      },
    ]);
    expect(dashboard.warnings).toEqual([]);
    const stacked = withProperty('stacked', true, metricWidget({ stacked: false, metrics: [['N', 'M']] }));
    expect(stacked.widgets[0]?.content).toMatchObject({ stacked: true });
  });

  it('that makes no sense is named, and the others work', () => {
    const { variables, warnings } = readBody({
      ...calls('f'),
      variables: [
        { type: 'property', property: 'stat', defaultValue: 'Maximum' },
        { type: 'property', id: 'nameless' },
        { type: 'new', label: 'Shop' },
      ],
    });
    expect(variables).toMatchObject([{ target: 'stat', value: 'Maximum' }]);
    expect(warnings).toEqual([
      'variable nameless was not understood: property: found nothing',
      'variable Shop was not understood: type: found "new"',
    ]);
  });
});
