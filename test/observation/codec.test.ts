import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecVersion, decode, type Envelope, encode } from '../../src/observation/codec.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { Result } from '../../src/result.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm, change, noon } from '../output/observations.ts';
import { arbitraries, observations } from './arbitraries.ts';

const envelopes = (observation: fc.Arbitrary<Observation>): fc.Arbitrary<Envelope> =>
  fc.record(
    {
      v: fc.constant(codecVersion),
      seq: fc.maxSafeNat(),
      receivedAt: fc.integer({ min: noon, max: noon + 3_600_000 }),
      collector: fc.nat(),
      observation,
    },
    { requiredKeys: ['v', 'seq', 'receivedAt', 'observation'] },
  );

const envelope = (observation: Observation): Envelope => ({
  v: codecVersion,
  seq: 1,
  receivedAt: noon,
  observation,
});

const reasonOf = (read: Result<Envelope>): string => (read.ok ? '' : read.failure.message);

/** The envelope of a change with other fields, as a line. */
const lineWith = (different: object): string => JSON.stringify({ ...envelope(change()), ...different });

describe('an observation that is written down and read', () => {
  it.each(Object.entries(arbitraries))('is what it was: %s', (_type, observation) => {
    fc.assert(
      fc.property(envelopes(observation), (one) => {
        const line = encode(one);
        expect(line).not.toMatch(/[\r\n]/);
        expect(decode(line)).toEqual({ ok: true, value: one });
      }),
      { numRuns: 60 },
    );
  });

  it('gives a store the same snapshots, at whatever time it is read', () => {
    fc.assert(
      fc.property(fc.array(envelopes(observations), { maxLength: 60 }), (list) => {
        const inOrder = list.toSorted((a, b) => a.receivedAt - b.receivedAt);
        const live = createStore({ startedAt: noon });
        const replayed = createStore({ startedAt: noon });
        for (const one of inOrder) {
          live.apply([one.observation], one.receivedAt);
          const read = decode(encode(one));
          if (!read.ok) throw new Error(read.failure.message);
          replayed.apply([read.value.observation], read.value.receivedAt);
        }
        for (const at of [noon + 600_000, noon + 3_600_000]) {
          expect(replayed.snapshot(at)).toEqual(live.snapshot(at));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has its binary as DynamoDB writes it, and its attributes whatever they are called', () => {
    const named = JSON.parse('{"__proto__":{"S":"x"},"photo":{"B":"AQID"},"tags":{"BS":["AQ==","Ag=="]}}');
    const line = encode(envelope(change({ new: named })));
    expect(line).toContain(
      '"new":{"__proto__":{"S":"x"},"photo":{"B":"AQID"},"tags":{"BS":["AQ==","Ag=="]}}',
    );
    const read = decode(line);
    expect(
      read.ok && read.value.observation.type === 'change' && JSON.stringify(read.value.observation.new),
    ).toBe(JSON.stringify(named));
  });

  it('leaves out what a newer tool of the same version adds', () => {
    expect(decode(JSON.stringify({ ...envelope({ ...change(), ...{ more: 1 } }), host: 'a' }))).toEqual({
      ok: true,
      value: envelope(change()),
    });
  });
});

describe('what is no observation', () => {
  it.each<[string, unknown, string]>([
    ['another version', lineWith({ v: 2 }), 'is written in version 2; this tool reads version 1'],
    ['no version', lineWith({ v: undefined }), 'is not in an envelope'],
    ['no object', '[1]', 'is not an envelope'],
    ['nothing', '', 'is not JSON, or is cut off'],
    ['an unknown type', lineWith({ observation: { type: 'smoke' } }), 'is of an unknown type: "smoke"'],
    ['a type of the prototype', lineWith({ observation: { type: 'toString' } }), 'is of an unknown type'],
    ['no type', lineWith({ observation: {} }), 'is of an unknown type: undefined'],
    ['no observation', lineWith({ observation: null }), 'has a wrong field: observation, expected an object'],
    ['a number too low', lineWith({ seq: -1 }), 'has a wrong field: seq'],
    ['no time', lineWith({ receivedAt: '12:00' }), 'has a wrong field: receivedAt'],
    ['a name for a collector', lineWith({ collector: 'me' }), 'has a wrong field: collector'],
    [
      'a wrong field',
      lineWith({ observation: { ...change(), at: 'noon' } }),
      'has a wrong field: observation.at, expected number, received string',
    ],
    [
      'a wrong field inside',
      lineWith({ observation: { ...alarm(), evaluated: [{ at: noon, value: null }] } }),
      'has a wrong field: observation.evaluated[0].value, expected number, received null',
    ],
    [
      'binary that is none',
      lineWith({ observation: change({ new: { photo: { B: '<script>' } } }) }),
      'has a wrong field: observation.new, expected an item of DynamoDB',
    ],
    [
      'the bytes of a Uint8Array',
      lineWith({ observation: { ...change(), new: { photo: { B: { 0: 1 } } } } }),
      'has a wrong field: observation.new, expected an item of DynamoDB',
    ],
    [
      'a list without end',
      lineWith({ observation: { ...alarm(), recentValues: new Array(200_001).fill(1) } }),
      'has too long a list: observation.recentValues',
    ],
    ['a line without end', '1'.repeat(16 * 1024 * 1024 + 1), 'is longer than 16777216 characters'],
    [
      'a nest without end',
      `${lineWith({}).slice(0, -1)},"observation":${'{"M":{"a":'.repeat(100_000)}1${'}}'.repeat(100_000)}}`,
      'is of an unknown type',
    ],
    [
      'an item without end',
      lineWith({ observation: change({ new: { a: { S: 'deep' } } }) }).replace(
        '{"S":"deep"}',
        `${'{"M":{"a":'.repeat(50_000)}{"S":"deep"}${'}}'.repeat(50_000)}`,
      ),
      'has a wrong field: observation.new, expected an item of DynamoDB',
    ],
  ])('is refused, with the reason: %s', (_what, input, reason) => {
    expect(reasonOf(decode(input))).toContain(reason);
  });

  it('is left out where it nests without end in a query: what an input stands on is beside it', () => {
    const input = lineWith({ observation: alarm() }).replace(
      '"dimensions"',
      `"query":${'{"kind":"expression","expression":"","inputs":{"a":'.repeat(50_000)}1${'}}'.repeat(50_000)},"dimensions"`,
    );
    const read = decode(input);
    expect(read).toMatchObject({
      ok: true,
      value: { observation: { query: { inputs: { a: { kind: 'expression', expression: '' } } } } },
    });
  });

  it('is refused wherever it was cut', () => {
    fc.assert(
      fc.property(envelopes(observations), fc.nat(), (one, at) => {
        const line = encode(one);
        expect(reasonOf(decode(line.slice(0, at % line.length)))).toBe(
          'an observation is not JSON, or is cut off',
        );
      }),
    );
  });

  it('is refused or read, and never throws, whatever it is', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true }), (thing) => !decode(thing).ok));
    fc.assert(fc.property(fc.json(), (text) => !decode(text).ok));
    fc.assert(
      fc.property(fc.anything(), observations, (thing, one) => {
        const [name = 'type'] = Object.keys(one).filter((key) => key !== 'type');
        const read = decode({ ...envelope(one), observation: { ...one, [name]: thing } });
        if (read.ok) expect(decode(encode(read.value))).toEqual(read);
      }),
    );
  });
});
