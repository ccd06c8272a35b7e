import { expect, test } from 'vitest';
import { costOf } from '../../scripts/bench/screen.ts';

test.each(['quiet', 'busy', 'resized'] as const)(
  'a frame costs at most 1.5 times its cells and moves: %s',
  (scenario) => {
    const { bytes, cells, moveBytes, ratio } = costOf(scenario, 120, 40);
    expect(ratio).toBeLessThanOrEqual(1.5);
    // Counted in cells, though a line of a graph takes three bytes a cell.
    expect(bytes / (cells + moveBytes)).toBeLessThanOrEqual(1.5);
  },
);
