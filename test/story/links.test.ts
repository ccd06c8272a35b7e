import { describe, expect, it } from 'vitest';
import { linksOf } from '../../src/story/links.ts';
import { stageOf } from '../pipeline/stages.ts';

const stage = (name: string, next: readonly string[], dependsOn: readonly string[] = []) =>
  stageOf('lambda', { name, next, dependsOn, dimensions: { FunctionName: name } });

describe('how far down the road a stage is', () => {
  it('is the longest way to it; those of a circle are as far down as each other', () => {
    const { depth } = linksOf([
      stage('api', ['a', 'c']),
      stage('a', ['b']),
      stage('b', ['c', 'd']),
      stage('c', ['b']),
      stage('d', [], ['gateway']),
      stage('gateway', []),
    ]);
    expect(['api', 'a', 'b', 'c', 'd', 'gateway'].map(depth)).toEqual([0, 1, 3, 3, 4, 5]);
  });

  it('takes no longer where there are very many ways', () => {
    const layer = (nth: number): readonly string[] => [0, 1, 2, 3, 4, 5].map((place) => `${nth}-${place}`);
    const layers = Array.from({ length: 30 }, (_, nth) => nth);
    const stages = layers.flatMap((nth) =>
      layer(nth).map((name) => stage(name, nth < 29 ? layer(nth + 1) : [])),
    );
    expect(linksOf(stages).depth('29-3')).toBe(29);
  });
});
